// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.ArgumentDefinition;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbePlace;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds one function or tracepoint of a definition, then resolves its arguments one by one. */
final class FunctionResolver {
    /** What compilers append to the names of copies with a changed signature. */
    private static final List<String> COPY_SUFFIXES = List.of(".isra.0", ".constprop.0", ".part.0");

    private final ProbeDefinition definition;
    private final TargetKernel kernel;
    private final String function;
    private final ProbedTypes places;

    /** @param function its name; of several that a pattern means, this one */
    FunctionResolver(ProbeDefinition definition, TargetKernel kernel, String function) {
        this.definition = definition;
        this.kernel = kernel;
        this.function = function;
        this.places = new ProbedTypes(kernel.btf(), definition.mechanism());
    }

    ResolvedProbe resolve() {
        List<Integer> functions = places.find(function);
        if (functions.isEmpty()) {
            return bySymbol();
        }
        // Several functions of one name are fine as long as they have the same prototype.
        Map<BtfType.FuncProto, Integer> prototypes = new LinkedHashMap<>();
        for (int id : functions) {
            prototypes.putIfAbsent(places.prototype(id), id);
        }
        List<ArgumentOutcome> outcomes = new ArrayList<>();
        for (ArgumentDefinition argument : definition.arguments()) {
            outcomes.add(onEveryPrototype(argument, List.copyOf(prototypes.keySet())));
        }
        return new ResolvedProbe(definition, kernel, function, functions.get(0), outcomes);
    }

    /** Names of the parameters, for {@code $params}. */
    AllVariables.Names names() {
        List<String> names = new ArrayList<>();
        for (int id : places.find(function)) {
            places.prototype(id).params().stream()
                    .map(BtfType.Param::name)
                    .filter(name -> !name.isEmpty() && !names.contains(name))
                    .forEach(names::add);
        }
        return new AllVariables.Names(names, List.of());
    }

    /** Raw fetches need no types, so a symbol is enough. */
    private ResolvedProbe bySymbol() {
        boolean raw = definition.arguments().stream().allMatch(argument -> argument.path() == null);
        if (!raw || kernel.symbols().address(function).isEmpty()) {
            throw absent();
        }
        return new ResolvedProbe(definition, kernel, function, 0, RawArguments.of(definition, kernel));
    }

    private ArgumentOutcome onEveryPrototype(ArgumentDefinition argument, List<BtfType.FuncProto> prototypes) {
        List<ArgumentOutcome> outcomes = prototypes.stream()
                .map(prototype -> outcome(argument, prototype))
                .toList();
        ArgumentOutcome first = outcomes.get(0);
        if (outcomes.size() == 1) {
            return first;
        }
        boolean noneResolved = outcomes.stream().allMatch(ArgumentOutcome.Unresolved.class::isInstance);
        if (noneResolved || outcomes.stream().allMatch(first::equals)) {
            return first;
        }
        return new ArgumentOutcome.Unresolved(
                argument,
                failure(
                        Reason.AMBIGUOUS,
                        function,
                        definition.functionColumn(),
                        "'" + argument.text() + "' means different things in the " + prototypes.size() + " "
                                + places.noun() + "s named '" + function + "'"));
    }

    private ArgumentOutcome outcome(ArgumentDefinition argument, BtfType.FuncProto prototype) {
        try {
            requireKnownPlace(argument);
            PathExpression expression = argument.path();
            PathResolver.Shown shown = expression == null
                    ? null
                    : new PathResolver(definition, kernel, function, prototype).resolve(expression);
            return new ArgumentOutcome.Resolved(
                    argument,
                    FetchedArgument.of(argument, shown, definition, kernel, prototype),
                    shown == null ? null : shown.path());
        } catch (ProbeResolutionException failure) {
            // Kept with its argument: the caller decides whether one argument may fail without the others.
            return new ArgumentOutcome.Unresolved(argument, failure);
        }
    }

    /** Behind a function's first instruction, the BTF does not say where its parameters are. */
    private void requireKnownPlace(ArgumentDefinition argument) {
        PathExpression path = argument.path();
        boolean entry = definition.place() instanceof ProbePlace.Function place && place.isWhole();
        if (!entry && path != null && path.needsEntry()) {
            throw new ProbeResolutionException(
                    Reason.NEEDS_DEBUG_INFORMATION,
                    path.root(),
                    kernel.name(),
                    definition.text(),
                    path.column(),
                    "where '" + path.root() + "' lies at " + definition.place() + " needs debug information",
                    List.of(),
                    PlaceRequirements.GIVE_DEBUG_INFORMATION);
        }
    }

    private ProbeResolutionException absent() {
        return new ProbeResolutionException(
                Reason.FUNCTION_ABSENT,
                function,
                kernel.name(),
                definition.text(),
                definition.functionColumn(),
                "no " + places.noun() + " '" + function + "'",
                Nearest.of(function, places.names()),
                definition.mechanism().isTracepoint() ? "" : symbolHint());
    }

    /** What the symbol table knows for certain of a function without BTF; most kernels come without symbols. */
    private String symbolHint() {
        for (String suffix : COPY_SUFFIXES) {
            if (kernel.symbols().address(function + suffix).isPresent()) {
                return "the compiler made it " + function + suffix
                        + ", whose arguments are not those of the source, so the BTF does not describe it";
            }
        }
        return kernel.symbols().address(function).isPresent()
                ? "the kernel has a symbol of that name, but its BTF does not describe it: probe it without arguments,"
                        + " or fetch registers with %REG"
                : "";
    }

    private ProbeResolutionException failure(Reason reason, String name, int column, String problem) {
        return new ProbeResolutionException(
                reason, name, kernel.name(), definition.text(), column, problem, List.of(), "");
    }
}
