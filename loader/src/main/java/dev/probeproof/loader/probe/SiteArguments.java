// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.ArgumentDefinition;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathRoot;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.dwarf.CodeScopes;
import dev.probeproof.loader.dwarf.DebugVariable;
import dev.probeproof.loader.dwarf.Die;
import dev.probeproof.loader.dwarf.DwarfTag;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.UserMemory;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Resolves the arguments of a definition at places that debug information found. At the entry of a function, parameters are
 * where the calling convention puts them: what debug information says holds only once the function has set up its frame.
 * Everywhere else they are where it says.
 */
final class SiteArguments {
    private final ProbeDefinition definition;
    private final DebugTarget target;
    private final Map<Die, Integer> functions = new HashMap<>();

    SiteArguments(ProbeDefinition definition, DebugTarget target) {
        this.definition = definition;
        this.target = target;
    }

    /** What {@code $params} and {@code $vars} stand for at a place. */
    AllVariables.Names names(Site site) {
        Die function = site.scopes().innermostFunction();
        List<String> parameters = new ArrayList<>();
        parameters(function).forEach(die -> die.name().ifPresent(parameters::add));
        List<String> locals = site.scopes().variables().stream()
                .filter(variable -> !variable.isParameter())
                .map(DebugVariable::name)
                .toList();
        return new AllVariables.Names(parameters, locals);
    }

    ResolvedSite resolve(Site site) {
        AttachPoint attachPoint = attachPoint(site);
        List<ArgumentOutcome> outcomes = new ArrayList<>();
        for (ArgumentDefinition argument : definition.arguments()) {
            outcomes.add(outcome(argument, site));
        }
        return new ResolvedSite(
                definition, attachPoint, site.address(), site.scopes(), site.atEntry(), site.words(), outcomes);
    }

    private AttachPoint attachPoint(Site site) {
        Optional<Path> program = target.program();
        if (program.isPresent()) {
            OptionalLong offset = target.code().fileOffset(site.address());
            if (offset.isEmpty()) {
                throw failure(
                        Reason.NOT_FETCHABLE,
                        definition.function(),
                        definition.functionColumn(),
                        "0x" + Long.toHexString(site.address()) + " is in no part of the file that is loaded",
                        List.of(),
                        "");
            }
            return new AttachPoint.Uprobe(program.get(), offset.getAsLong(), -1, definition.onReturn());
        }
        Optional<CodeSymbols.Place> place = target.symbols().at(site.address());
        if (place.isEmpty()) {
            throw failure(
                    Reason.FUNCTION_ABSENT,
                    definition.function(),
                    definition.functionColumn(),
                    "no symbol that is there only once names the code at 0x" + Long.toHexString(site.address()),
                    List.of(),
                    "");
        }
        return new AttachPoint.Kprobe(place.get().symbol(), place.get().offset(), definition.onReturn());
    }

    private ArgumentOutcome outcome(ArgumentDefinition argument, Site site) {
        try {
            PathExpression path = argument.path();
            PathResolver.Shown shown = path == null ? null : path(path, site);
            FetchArgument fetched = FetchedArgument.of(argument, shown, definition, target.kernel(), null);
            return new ArgumentOutcome.Resolved(
                    argument,
                    target.program().isEmpty() ? fetched : UserMemory.of(fetched),
                    shown == null ? null : shown.path());
        } catch (ProbeResolutionException failure) {
            return new ArgumentOutcome.Unresolved(argument, failure);
        }
    }

    private PathResolver.Shown path(PathExpression path, Site site) {
        Die function = site.scopes().innermostFunction();
        int id = functions.computeIfAbsent(function, target.types()::addFunction);
        String name = function.name().orElse("?");
        if (path.isReturnValue()
                || path.start() instanceof PathRoot.PerCpu
                || site.atEntry() && isParameter(path, function)) {
            return resolver(name, id).resolve(path);
        }
        DebugVariable variable = variable(path, site, function);
        int type = variable.type().map(target.types()::add).orElse(0);
        return resolver(name, id).located(path, type, target.locator().locate(variable, site.scopes()));
    }

    /** Only now, because the types are complete with the variable's. */
    private PathResolver resolver(String function, int id) {
        TargetKernel typed = target.typed();
        int proto = ((BtfType.Func) typed.btf().type(id)).proto();
        return new PathResolver(
                definition, typed, function, (BtfType.FuncProto) typed.btf().type(proto));
    }

    private boolean isParameter(PathExpression path, Die function) {
        return path.start() instanceof PathRoot.Argument
                || path.start() instanceof PathRoot.Parameter parameter
                        && parameters(function).stream()
                                .anyMatch(die -> die.name()
                                        .filter(parameter.name()::equals)
                                        .isPresent());
    }

    private static List<Die> parameters(Die function) {
        Die described = function.children().isEmpty() ? function.root() : function;
        return described.children().stream()
                .filter(die -> die.is(DwarfTag.FORMAL_PARAMETER))
                .toList();
    }

    private DebugVariable variable(PathExpression path, Site site, Die function) {
        CodeScopes scopes = site.scopes();
        if (path.start() instanceof PathRoot.Argument argument) {
            List<Die> parameters = parameters(function);
            if (argument.number() > parameters.size()) {
                throw absent(
                        path,
                        List.of(),
                        parameters.size() + " parameters in " + function.name().orElse("?"));
            }
            Die die = parameters.get(argument.number() - 1);
            return new DebugVariable(die.name().orElse("?"), die, true);
        }
        String name = path.start().name();
        boolean local = path.start() instanceof PathRoot.Parameter;
        Optional<DebugVariable> found = (local ? scopes.variable(name) : Optional.<DebugVariable>empty())
                .or(() -> target.info().globals(name).stream().findFirst());
        return found.orElseThrow(() -> absent(
                path,
                Nearest.of(
                        name,
                        scopes.variables().stream().map(DebugVariable::name).toList()),
                local ? "variable '" + name + "' is visible at " + site.words() : "variable '" + name + "'"));
    }

    private ProbeResolutionException absent(PathExpression path, List<String> nearest, String what) {
        return failure(Reason.ARGUMENT_ABSENT, path.root(), path.column(), "no " + what, nearest, "");
    }

    private ProbeResolutionException failure(
            Reason reason, String name, int column, String problem, List<String> nearest, String hint) {
        return new ProbeResolutionException(
                reason, name, target.name(), definition.text(), column, problem, nearest, hint);
    }
}
