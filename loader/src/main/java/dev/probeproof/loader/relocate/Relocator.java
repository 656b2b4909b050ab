// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.btf.MinimizedBtfException;
import dev.probeproof.loader.core.CoreRelocator;
import dev.probeproof.loader.extern.ExternResolver;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.FunctionSpec;
import dev.probeproof.loader.object.ProgramSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes an object fit a kernel: every program with the functions it calls behind it, every reference resolved but
 * maps, which stay names.
 *
 * <p>What depends on the kernel's types is patched in a function's own code ({@link CoreRelocator}), before
 * {@link SubprogramLinker} copies it; references to maps and to what only the kernel has ({@link ExternResolver}) are
 * patched in the copies.
 */
public final class Relocator {
    /** A kernel looks at no more instructions than this, and a small file can ask for many copies of a large function. */
    private static final int MAX_PROGRAM_SLOTS = 1_000_000;

    private static final int MAX_OBJECT_SLOTS = 16_000_000;

    private final BpfObject object;
    private final CoreRelocator core;
    private final TargetKernel kernel;
    private final Map<Integer, FunctionSpec> textFunctions;
    private final ExternResolver.Resolution externs;
    private int slotsLeft = MAX_OBJECT_SLOTS;

    private Relocator(BpfObject object, TargetKernel kernel) {
        this.object = object;
        this.core = CoreRelocator.relocate(object, kernel);
        this.kernel = kernel;
        this.textFunctions = SubprogramLinker.textFunctions(object);
        this.externs = ExternResolver.resolve(object, kernel);
    }

    /**
     * Relocates every program, those with {@code autoload} off included. What cannot be relocated is listed as refused.
     */
    public static RelocatedObject relocate(BpfObject object, TargetKernel kernel) {
        return new Relocator(object, kernel).relocate();
    }

    private RelocatedObject relocate() {
        List<RelocatedProgram> programs = new ArrayList<>();
        List<RelocatedObject.Refusal> refused = new ArrayList<>();
        for (ProgramSpec program : object.programs()) {
            try {
                programs.add(relocate(program));
            } catch (RelocationException | MinimizedBtfException reason) {
                // Kept, not thrown: the other programs of the object are of use without this one.
                refused.add(new RelocatedObject.Refusal(program.name(), reason));
            }
        }
        return new RelocatedObject(object, programs, refused, externs.maps(), externs.notes());
    }

    private RelocatedProgram relocate(ProgramSpec program) {
        SubprogramLinker.LinkedProgram linked = SubprogramLinker.link(
                program, object, textFunctions, core, externs.byName(), Math.min(MAX_PROGRAM_SLOTS, slotsLeft));
        slotsLeft -= linked.instructions().size();
        return new RelocatedProgram(
                program.name(),
                program.section(),
                program.type(),
                program.expectedAttachType(),
                program.flags(),
                object.license(),
                kernelVersion(),
                linked.instructions(),
                linked.maps(),
                object.btf() == null ? null : ProgramBtfPlacement.place(linked, object.btf()),
                linked.core(),
                linked.externs(),
                AttachTargets.find(kernel, program.type(), program.expectedAttachType(), program.target()),
                program.probes());
    }

    /** What the object says, else the kernel's own: kernels before 5.0 let nobody load kprobes for another one. */
    private int kernelVersion() {
        return object.kernelVersion() != 0
                ? object.kernelVersion()
                : KernelRelease.versionCode(kernel.release()).orElse(0);
    }
}
