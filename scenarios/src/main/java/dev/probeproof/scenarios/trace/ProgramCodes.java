// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.trace;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.loader.LoadedInstance;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.LoadedProgram;
import dev.probeproof.loader.insn.Instruction;
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

    /**
     * The code that an engine runs: an image's instructions are its own, so they tell. Where a kernel has put the addresses of its
     * variables into them, they are the same but for those.
     */
    public ProgramCode of(Executable program) {
        return of(program.instructions());
    }

    ProgramCode of(Instructions instructions) {
        return byInstructions.computeIfAbsent(
                instructions,
                placed -> all.stream()
                        .filter(code -> isPlaced(code.instructions(), placed))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(
                                "a program of " + placed.size() + " slots that nobody loaded")));
    }

    private static boolean isPlaced(Instructions image, Instructions placed) {
        if (image.size() != placed.size()) {
            return false;
        }
        for (int slot = 0; slot < image.size(); slot++) {
            Instruction one = image.get(slot);
            Instruction other = placed.get(slot);
            if (one.isWide() && other.isWide()) {
                slot++;
            } else if (!one.equals(other)) {
                return false;
            }
        }
        return true;
    }
}
