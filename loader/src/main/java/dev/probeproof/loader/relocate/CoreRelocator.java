// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.MinimizedBtfException;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.FunctionSpec;
import dev.probeproof.loader.object.FunctionSpec.CoreRelocation;
import dev.probeproof.loader.object.ProgramSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Applies the CO-RE relocations of an object ("compile once, run everywhere"): makes its code fit the types of one
 * kernel. Each function is patched once, whatever number of programs it is placed in.
 *
 * <p>Relocations are applied in the order of the file, as the reference loader does: a relocation that fits only some of
 * the kernel's types of a name decides which of them is meant from then on. Programs that are loaded only when asked for
 * come last, so that they have no say in it.
 */
final class CoreRelocator {
    private final BpfObject object;
    private final String kernel;
    private final @Nullable CoreResolver resolver;
    private final Map<FunctionSpec, Code> codes = new IdentityHashMap<>();

    /**
     * A function made to fit.
     *
     * @param outcomes ascending by slot
     * @param problem why it cannot be made to fit; the code is of no use then
     */
    record PatchedFunction(
            Instructions instructions,
            List<CoreOutcome> outcomes,
            @Nullable Problem problem) {}

    /** What is wrong at an instruction of a function. */
    record Problem(int slot, String text) {}

    /** A function while it is patched. */
    private static final class Code {
        private final List<Instruction> slots;
        private final List<CoreOutcome> outcomes = new ArrayList<>();
        private @Nullable Problem problem;
        private @Nullable PatchedFunction patched;

        Code(FunctionSpec function) {
            slots = new ArrayList<>(function.instructions().asList());
        }

        PatchedFunction patched() {
            PatchedFunction known = patched;
            if (known == null) {
                outcomes.sort(Comparator.comparingInt(CoreOutcome::slot));
                known = new PatchedFunction(Instructions.of(slots), List.copyOf(outcomes), problem);
                patched = known;
            }
            return known;
        }
    }

    private record Site(FunctionSpec function, CoreRelocation relocation) {}

    private CoreRelocator(BpfObject object, TargetKernel kernel) {
        this.object = object;
        this.kernel = kernel.name();
        Btf btf = object.btf();
        this.resolver = btf == null ? null : new CoreResolver(object, CoreTypes.ofObject(btf), kernel);
    }

    /** Relocates every function of an object. What cannot be relocated is kept as a problem of its function. */
    static CoreRelocator relocate(BpfObject object, TargetKernel kernel) {
        CoreRelocator relocator = new CoreRelocator(object, kernel);
        List<FunctionSpec> first = new ArrayList<>(object.subprograms());
        List<FunctionSpec> last = new ArrayList<>();
        for (ProgramSpec program : object.programs()) {
            (program.autoload() ? first : last).add(program.function());
        }
        relocator.relocate(first);
        relocator.relocate(last);
        return relocator;
    }

    /** The code of a function of the object, patched. */
    PatchedFunction patched(FunctionSpec function) {
        Code code = codes.get(function);
        return code == null ? new PatchedFunction(function.instructions(), List.of(), null) : code.patched();
    }

    private void relocate(List<FunctionSpec> functions) {
        List<Site> sites = new ArrayList<>();
        for (FunctionSpec function : functions) {
            function.coreRelocations().forEach(relocation -> sites.add(new Site(function, relocation)));
        }
        sites.sort(Comparator.comparingInt(site -> site.relocation().position()));
        sites.forEach(this::relocate);
    }

    private void relocate(Site site) {
        Code code = codes.computeIfAbsent(site.function(), Code::new);
        if (code.problem != null) {
            return;
        }
        try {
            code.outcomes.add(apply(site, code.slots));
        } catch (CoreException | CorruptObjectException | MinimizedBtfException problem) {
            // Kept, not thrown: programs that do not use this function are of use without it.
            code.problem = new Problem(site.relocation().slot(), String.valueOf(problem.getMessage()));
        }
    }

    private CoreOutcome apply(Site site, List<Instruction> slots) {
        if (resolver == null) {
            throw new CoreException("it has CO-RE relocations, but the object has no types");
        }
        int slot = site.relocation().slot();
        CoreResolution resolution = resolver.resolve(site.relocation());
        CorePatch.Written written = CorePatch.apply(resolution, slots, slot, kernel);
        CoreSpec target = resolution.target();
        return new CoreOutcome(
                slot,
                site.function().name(),
                resolution.kind(),
                resolution.local().toString(),
                target == null ? null : target.toString(),
                written.poison() == null ? OptionalLong.of(written.value()) : OptionalLong.empty(),
                written.poison(),
                object.sourceLine(site.function(), slot).orElse(null));
    }
}
