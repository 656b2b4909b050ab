// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathRoot;
import dev.probeproof.loader.definition.PathStep;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the variables of a kernel. Most kernels' BTF describes those that each CPU has a copy of, and few others; of the rest
 * there is the address, once somebody knows the symbols.
 */
final class VariableFinder {
    /** The section of variables that each CPU has a copy of. */
    private static final String PER_CPU_SECTION = ".data..percpu";

    /** The kernel's array of what to add to the address of a per-CPU variable, by CPU. */
    private static final String PER_CPU_OFFSETS = "__per_cpu_offset";

    private final TargetKernel kernel;
    private final Btf btf;
    private final PathFailures failures;

    VariableFinder(TargetKernel kernel, PathFailures failures) {
        this.kernel = kernel;
        this.btf = kernel.btf();
        this.failures = failures;
    }

    /**
     * A variable.
     *
     * @param type id; 0 if nothing says
     */
    record Found(int type, FetchBase address) {}

    Found find(PathExpression path) {
        return path.start() instanceof PathRoot.PerCpu perCpu ? perCpu(path, perCpu) : global(path);
    }

    /** What to write for a variable of that name, if there is one; for those who forgot that it is no parameter. */
    Optional<String> notation(String name) {
        return btf.names(BtfKind.VAR).contains(name)
                ? Optional.of(
                        isPerCpu(btf.findAll(BtfKind.VAR, name)) ? "$percpu(" + name + ")" : "$global(" + name + ")")
                : Optional.empty();
    }

    private Found perCpu(PathExpression path, PathRoot.PerCpu root) {
        List<Integer> found = btf.findAll(BtfKind.VAR, root.name());
        if (found.isEmpty()) {
            throw absent(path, "no per-CPU variable '" + root.name() + "'", btf.names(BtfKind.VAR), "");
        } else if (!isPerCpu(found)) {
            throw absent(
                    path,
                    "no per-CPU variable '" + root.name() + "'",
                    List.of(),
                    "there is one variable for all CPUs: $global(" + root.name() + ")");
        }
        requireOne(path, found);
        FetchBase address = root.cpu() == PathRoot.THIS_CPU
                ? new FetchBase.PerCpu(root.name(), 0)
                : new FetchBase.Computed(new FetchValue.Binary(
                        FetchValue.BinaryOperator.ADD,
                        new FetchValue.Symbol(root.name(), 0),
                        new FetchValue.Memory(
                                new FetchValue.Symbol(PER_CPU_OFFSETS, 8L * root.cpu()), 8, AddressSpaceKind.KERNEL)));
        return new Found(((BtfType.Var) btf.type(found.get(0))).type(), address);
    }

    private Found global(PathExpression path) {
        String name = path.start().name();
        List<Integer> found = variables(name);
        if (isPerCpu(found)) {
            throw absent(
                    path,
                    "no variable '" + name + "' that all CPUs share",
                    List.of(),
                    "each CPU has a copy of it: $percpu(" + name + ")");
        }
        FetchBase address = new FetchBase.Symbol(name, 0);
        if (!found.isEmpty()) {
            requireOne(path, found);
            return new Found(((BtfType.Var) btf.type(found.get(0))).type(), address);
        }
        KernelSymbols symbols = kernel.symbols();
        if (symbols.isKnown() && symbols.address(name).isEmpty() && !symbols.isAmbiguous(name)) {
            throw absent(path, "no variable '" + name + "'", symbols.names(), "");
        }
        if (path.steps().isEmpty() || !(path.steps().get(0) instanceof PathStep.AddressOf)) {
            throw absent(
                    path,
                    "no type of variable '" + name + "' in the BTF",
                    btf.names(BtfKind.VAR),
                    "say what it is: *(u64 *)&$global(" + name + "), or ((struct NAME *)&$global(" + name
                            + "))->MEMBER");
        }
        return new Found(0, address);
    }

    /** Types that were cut down may have lost a variable that nobody asked for; its address is still there. */
    private List<Integer> variables(String name) {
        return btf.names(BtfKind.VAR).contains(name) ? btf.findAll(BtfKind.VAR, name) : List.of();
    }

    private boolean isPerCpu(List<Integer> variables) {
        List<Integer> sections = btf.names(BtfKind.DATASEC).contains(PER_CPU_SECTION)
                ? btf.findAll(BtfKind.DATASEC, PER_CPU_SECTION)
                : List.of();
        return sections.stream()
                .map(btf::type)
                .anyMatch(type -> type instanceof BtfType.DataSec section
                        && section.vars().stream().anyMatch(variable -> variables.contains(variable.type())));
    }

    private void requireOne(PathExpression path, List<Integer> found) {
        if (found.size() > 1) {
            throw failures.of(
                    Reason.AMBIGUOUS,
                    path.start().name(),
                    path.column(),
                    "there are " + found.size() + " variables named '"
                            + path.start().name() + "'");
        }
    }

    private ProbeResolutionException absent(
            PathExpression path, String problem, java.util.Collection<String> names, String hint) {
        String name = path.start().name();
        return failures.absent(
                Reason.VARIABLE_ABSENT, name, path.column(), problem, Nearest.of(name, new ArrayList<>(names)), hint);
    }
}
