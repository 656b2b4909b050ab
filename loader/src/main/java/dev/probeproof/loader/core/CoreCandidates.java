// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The types of a kernel that an object's type can mean: those of the same kind and name, flavours aside. Modules are
 * asked only about what the kernel itself does not have.
 */
final class CoreCandidates {
    private final CoreTypes local;
    private final CoreTypes kernel;
    private final List<CoreTypes> modules;
    private final Map<Integer, List<Candidate>> byLocalType = new HashMap<>();
    private boolean restricted;

    /** A type of the kernel or of a module. */
    record Candidate(CoreTypes types, int id) {}

    CoreCandidates(CoreTypes local, TargetKernel target) {
        this.local = local;
        this.kernel = CoreTypes.ofKernel(target.btf());
        List<CoreTypes> all = new ArrayList<>();
        for (KernelModule module : target.modules()) {
            all.add(kernel.ofModule(module.name(), module.btf()));
        }
        this.modules = List.copyOf(all);
    }

    /** The kernel's own types. */
    CoreTypes kernel() {
        return kernel;
    }

    /** By id, those of modules in the order of the modules. */
    List<Candidate> of(int localType) {
        return byLocalType.computeIfAbsent(localType, this::find);
    }

    /**
     * Forgets all types but those that a relocation fitted: the object's type is one of these for later relocations too.
     */
    void restrict(int localType, List<CoreSpec> fitting) {
        if (fitting.size() < of(localType).size()) {
            restricted = true;
            byLocalType.put(
                    localType,
                    fitting.stream()
                            .map(spec -> new Candidate(spec.types(), spec.root()))
                            .toList());
        }
    }

    /** True if {@link #restrict} ever made a difference. */
    boolean areRestricted() {
        return restricted;
    }

    /**
     * @throws dev.probeproof.loader.btf.MinimizedBtfException if the kernel's types were cut down without it
     */
    private List<Candidate> find(int localType) {
        BtfKind kind = local.btf().kind(localType);
        String name = local.essentialName(localType);
        List<Candidate> found = new ArrayList<>();
        collect(kernel, kind, name, found);
        if (found.isEmpty()) {
            kernel.btf().completeness().requireAbsence(kind, name);
            modules.forEach(module -> collect(module, kind, name, found));
        }
        return found;
    }

    private static void collect(CoreTypes types, BtfKind kind, String name, List<Candidate> found) {
        for (int id : types.btf().findOwnFlavours(name)) {
            if (types.btf().kind(id).asEnum() == kind.asEnum()) {
                found.add(new Candidate(types, id));
            }
        }
    }
}
