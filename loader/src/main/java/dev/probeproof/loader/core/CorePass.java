// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.MinimizedBtfException;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.FunctionSpec;
import dev.probeproof.loader.object.FunctionSpec.CoreRelocation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes once through the CO-RE relocations of functions that are loaded together, in the order of the file, and patches
 * the code.
 */
final class CorePass {
    private final BpfObject object;
    private final TargetKernel kernel;
    private @Nullable CoreResolver resolver;
    private final Map<FunctionSpec, Code> codes = new IdentityHashMap<>();
    private final List<PatchedFunction.Failure> failures = new ArrayList<>();

    /** A function while it is patched. */
    private static final class Code {
        private final List<Instruction> slots;
        private final List<CoreOutcome> outcomes = new ArrayList<>();
        private PatchedFunction.@Nullable Problem problem;
        private @Nullable PatchedFunction patched;

        Code(FunctionSpec function) {
            slots = new ArrayList<>(function.instructions().asList());
        }

        PatchedFunction patched() {
            PatchedFunction known = patched;
            if (known == null) {
                outcomes.sort((one, other) -> Integer.compare(one.slot(), other.slot()));
                known = new PatchedFunction(Instructions.of(slots), outcomes, problem);
                patched = known;
            }
            return known;
        }
    }

    private record Site(FunctionSpec function, CoreRelocation relocation) {}

    CorePass(BpfObject object, TargetKernel kernel) {
        this.object = object;
        this.kernel = kernel;
    }

    /** Patches functions, and continues with what was decided for earlier ones. */
    void relocate(List<FunctionSpec> functions) {
        List<Site> sites = new ArrayList<>();
        for (FunctionSpec function : functions) {
            function.coreRelocations().forEach(relocation -> sites.add(new Site(function, relocation)));
        }
        sites.sort((one, other) -> Integer.compare(
                    one.relocation().position(), other.relocation().position()));
        sites.forEach(this::relocate);
    }

    /** True if every relocation so far could be applied. */
    boolean isComplete() {
        return failures.isEmpty();
    }

    /** The first of some functions that could not be relocated, or null. */
    PatchedFunction.@Nullable Failure firstFailureIn(List<FunctionSpec> functions) {
        if (failures.isEmpty()) {
            return null;
        }
        Set<FunctionSpec> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
        wanted.addAll(functions);
        return failures.stream()
                .filter(failure -> wanted.contains(failure.function()))
                .findFirst()
                .orElse(null);
    }

    /** True if the order of the relocations mattered: one ruled out types that others could have meant. */
    boolean hasRuledOutTypes() {
        return resolver != null && resolver.hasRuledOutTypes();
    }

    /** The code of a function, patched if this pass had something to patch. */
    PatchedFunction patched(FunctionSpec function) {
        Code code = codes.get(function);
        return code == null ? new PatchedFunction(function.instructions(), List.of(), null) : code.patched();
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
            code.problem = new PatchedFunction.Problem(site.relocation().slot(), String.valueOf(problem.getMessage()));
            failures.add(new PatchedFunction.Failure(site.function(), code.problem));
        }
    }

    private CoreOutcome apply(Site site, List<Instruction> slots) {
        int slot = site.relocation().slot();
        CoreResolution resolution = resolver().resolve(site.relocation());
        CorePatch.Written written = CorePatch.apply(resolution, slots, slot, kernel.name());
        return new CoreOutcome(
                slot,
                site.function().name(),
                resolution.kind(),
                resolution.localText(),
                resolution.targetText(),
                written.poison() == null ? OptionalLong.of(written.value()) : OptionalLong.empty(),
                written.poison(),
                object.sourceLine(site.function(), slot).orElse(null));
    }

    /** Made for the first relocation: an object without any asks nothing of a kernel's types. */
    private CoreResolver resolver() {
        if (resolver == null) {
            Btf btf = object.btf();
            if (btf == null) {
                throw new CoreException("it has CO-RE relocations, but the object has no types");
            }
            resolver = new CoreResolver(object, CoreTypes.ofObject(btf), kernel);
        }
        return resolver;
    }
}
