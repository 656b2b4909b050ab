// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.trace;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.loader.LoadedInstance;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.LoadedProgram;
import dev.probeproof.loader.insn.Instructions;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The code of everything that a scenario loads. */
public final class ProgramCodes {
    private final Map<Instructions, ProgramCode> byInstructions = new IdentityHashMap<>();
    private final List<ProgramCode> all = new ArrayList<>();

    public ProgramCodes(List<LoadedObject> objects) {
        for (LoadedObject object : objects) {
            for (LoadedProgram program : object.programs()) {
                for (LoadedInstance instance : program.instances()) {
                    ProgramCode code = new ProgramCode(object, program, instance);
                    all.add(code);
                    byInstructions.put(code.instructions(), code);
                }
            }
        }
    }

    /** In the order of objects and programs. */
    public List<ProgramCode> all() {
        return List.copyOf(all);
    }

    /** The code that an engine runs: an image's instructions are its own, so they tell. */
    public ProgramCode of(Executable program) {
        return of(program.instructions());
    }

    ProgramCode of(Instructions instructions) {
        ProgramCode code = byInstructions.get(instructions);
        if (code == null) {
            throw new IllegalStateException("a program of " + instructions.size() + " slots that nobody loaded");
        }
        return code;
    }
}
