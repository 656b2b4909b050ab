// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.ArgumentDefinition;
import dev.probeproof.loader.definition.FetchExpression;
import dev.probeproof.loader.definition.FetchType;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbePlace;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.fetch.Display;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
            throw absent();
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
                        "'" + argument.text() + "' means different things in the " + prototypes.size()
                                + " " + places.noun() + "s named '" + function + "'"));
    }

    private ArgumentOutcome outcome(ArgumentDefinition argument, BtfType.FuncProto prototype) {
        try {
            requireKnownPlace(argument);
            PathExpression expression = argument.path();
            PathResolver.Shown shown = expression == null
                    ? null
                    : new PathResolver(definition, kernel, function, prototype).resolve(expression);
            FetchExpression raw = argument.fetch();
            FetchArgument.Fetch fetch =
                    raw == null ? shown.path().fetch() : new FetchResolver(definition, kernel, prototype).resolve(raw);
            return new ArgumentOutcome.Resolved(
                    argument,
                    new FetchArgument(
                            argument.label(), argument.text(), fetch, shown == null ? display(raw) : shown.display()),
                    shown == null ? null : shown.path());
        } catch (ProbeResolutionException failure) {
            // Kept with its argument: the caller decides whether one argument may fail without the others.
            return new ArgumentOutcome.Unresolved(argument, failure);
        }
    }

    /** A raw fetch says by its type how it is shown. */
    private static Display display(@Nullable FetchExpression raw) {
        FetchType type = raw == null ? null : raw.type();
        return type == null ? Display.PLAIN : type.display();
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
