// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.FunctionSpec;
import dev.probeproof.loader.object.ProgramSpec;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Applies the CO-RE relocations of an object ("compile once, run everywhere"): makes its code fit the types of one
 * kernel. A function is patched once, whatever number of programs it is placed in.
 *
 * <p>Relocations are applied in the order of the file, as the reference loader does, because a relocation that fits only
 * some of the kernel's types of one name decides which of them is meant from then on. Programs that are loaded only when
 * asked for come last and have no say in it. The reference loader gives up the whole object where one relocation cannot
 * be decided. A program can be left out then, and the others are relocated as if they were alone; the functions of
 * {@code .text} cannot.
 */
public final class CoreRelocator {
    private final BpfObject object;
    private final TargetKernel kernel;
    private final CorePass together;
    private final boolean decided;
    private final Map<ProgramSpec, CorePass> alone = new IdentityHashMap<>();

    private CoreRelocator(BpfObject object, TargetKernel kernel) {
        this.object = object;
        this.kernel = kernel;
        this.together = new CorePass(object, kernel);
        List<FunctionSpec> first = new ArrayList<>(object.subprograms());
        List<FunctionSpec> last = new ArrayList<>();
        for (ProgramSpec program : object.programs()) {
            (program.autoload() ? first : last).add(program.function());
        }
        together.relocate(first);
        this.decided = together.isComplete() || !together.hasRuledOutTypes();
        together.relocate(last);
    }

    /** Relocates every function. What cannot be relocated is kept as a problem of its function. */
    public static CoreRelocator relocate(BpfObject object, TargetKernel kernel) {
        return new CoreRelocator(object, kernel);
    }

    private CorePass pass(ProgramSpec program) {
        return decided ? together : alone.computeIfAbsent(program, this::relocateAlone);
    }

    /** The code of a program's own function, or of one that it calls, as it has to be for that program. */
    public PatchedFunction patched(ProgramSpec program, FunctionSpec function) {
        return pass(program).patched(function);
    }

    /** The first function of {@code .text} that cannot be relocated, whether the program calls it or not, or null. */
    public PatchedFunction.@Nullable Failure textFailure(ProgramSpec program) {
        return pass(program).firstFailureIn(object.subprograms());
    }

    private CorePass relocateAlone(ProgramSpec program) {
        List<FunctionSpec> functions = new ArrayList<>(object.subprograms());
        functions.add(program.function());
        CorePass pass = new CorePass(object, kernel);
        pass.relocate(functions);
        return pass;
    }
}
