// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.ArgumentDefinition;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathRoot;
import dev.probeproof.loader.definition.ProbeDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Makes an argument for each name that a word such as {@code $vars} stands for. Each place of a definition may have other
 * variables; the arguments are the union, by name, so that all places hand over alike and none of them is left out.
 */
final class AllVariables {
    private AllVariables() {}

    /** What there is at one place, parameters first. */
    record Names(List<String> parameters, List<String> locals) {}

    static boolean isIn(ProbeDefinition definition) {
        return definition.arguments().stream().anyMatch(argument -> isAll(argument, all -> true));
    }

    /** Whether there is a {@code $vars}. */
    static boolean needsLocals(ProbeDefinition definition) {
        return definition.arguments().stream().anyMatch(argument -> isAll(argument, PathRoot.All::locals));
    }

    private static boolean isAll(ArgumentDefinition argument, Predicate<PathRoot.All> test) {
        return argument.path() != null && argument.path().start() instanceof PathRoot.All all && test.test(all);
    }

    /** The definition with names in place of such words. */
    static ProbeDefinition expanded(ProbeDefinition definition, List<Names> places) {
        Set<String> taken = new HashSet<>();
        List<ArgumentDefinition> arguments = new ArrayList<>();
        definition.arguments().stream()
                .filter(argument -> !isAll(argument, all -> true))
                .forEach(argument -> taken.add(argument.label()));
        for (ArgumentDefinition argument : definition.arguments()) {
            if (argument.path() == null || !(argument.path().start() instanceof PathRoot.All all)) {
                arguments.add(argument);
                continue;
            }
            for (String name : union(places, all.locals())) {
                if (taken.add(name)) {
                    arguments.add(named(argument, argument.path(), name));
                }
            }
        }
        return definition.withArguments(arguments);
    }

    private static ArgumentDefinition named(ArgumentDefinition all, PathExpression path, String name) {
        PathExpression variable = new PathExpression(
                new PathRoot.Parameter(name), path.column(), path.steps(), path.textType(), path.display());
        return new ArgumentDefinition(name, name, all.column(), variable, null, all.type(), true);
    }

    private static Set<String> union(List<Names> places, boolean locals) {
        Set<String> names = new LinkedHashSet<>();
        places.forEach(place -> names.addAll(place.parameters()));
        if (locals) {
            places.forEach(place -> names.addAll(place.locals()));
        }
        names.remove("");
        return names;
    }
}
