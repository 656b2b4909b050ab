// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.definition.TextSlice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads
 *
 * <pre>
 * definition := [ [GROUP ':'] EVENT '=' ] point { blank argument }
 * </pre>
 *
 * by {@link PerfPointParser} and {@link PerfArgumentParser}. An {@code =} ends the name of an event only if it is the first of
 * {@code ; = @ + %}.
 */
final class PerfProbeParser {
    private final TextSlice definition;
    private final PerfDialect dialect;

    PerfProbeParser(TextSlice definition, PerfDialect dialect) {
        this.definition = definition;
        this.dialect = dialect;
    }

    PerfProbe probe() {
        List<TextSlice> words = definition.words();
        if (words.isEmpty()) {
            throw definition.error("expected a probe point but found the end");
        }
        if (words.size() - 1 > PerfProbe.MAX_ARGUMENTS) {
            throw words.get(PerfProbe.MAX_ARGUMENTS + 1)
                    .error("more than " + PerfProbe.MAX_ARGUMENTS + " arguments")
                    .called("ERANGE");
        }
        TextSlice point = words.get(0);
        TextSlice group = null;
        TextSlice event = null;
        int equals = Escapes.indexOfAny(point, ";=@+%", 0);
        if (equals >= 0 && point.charAt(equals) == '=') {
            event = point.upTo(equals);
            point = point.from(equals + 1);
            int colon = event.indexOf(':');
            if (colon >= 0) {
                group = name("group", event.upTo(colon));
                event = event.from(colon + 1);
            }
            name("event", event);
        }
        PerfPoint place = new PerfPointParser(point, dialect).point(event == null);
        List<PerfArgument> arguments = arguments(words, place);
        return new PerfProbe(definition.text(), text(group), text(event), place, arguments);
    }

    private static @Nullable String text(@Nullable TextSlice slice) {
        return slice == null ? null : slice.text();
    }

    private static TextSlice name(String what, TextSlice name) {
        if (!name.isIdentifier()) {
            int wrong = 0;
            while (TextSlice.isIdentifierPart(name.peek(wrong)) && wrong > 0
                    || wrong == 0 && name.length() > 1 && name.slice(0, 1).isIdentifier()) {
                wrong++;
            }
            throw name.error(
                    wrong,
                    name.isEmpty()
                            ? "expected the name of " + (what.equals("event") ? "an event" : "a group")
                            : "the name of " + (what.equals("event") ? "an event" : "a group")
                                    + " is made of letters, digits and '_', and begins with no digit");
        }
        return name;
    }

    private List<PerfArgument> arguments(List<TextSlice> words, PerfPoint point) {
        List<PerfArgument> arguments = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (TextSlice word : words.subList(1, words.size())) {
            PerfArgument argument = new PerfArgumentParser(word, dialect).argument();
            requireAvailable(argument, point, word);
            if (dialect == PerfDialect.IMPROVED && argument.named() && !names.add(String.valueOf(argument.name()))) {
                throw word.error("a second argument called '" + argument.name() + "'");
            }
            arguments.add(argument);
        }
        return arguments;
    }

    private static void requireAvailable(PerfArgument argument, PerfPoint point, TextSlice word)
            throws ProbeSyntaxException {
        if (point.onReturn() && argument.value() instanceof PerfValue.Path path) {
            throw word.error(
                    path.path().column() - word.column(),
                    "variables cannot be read at the return of a function: only raw fetches such as $retval");
        }
    }
}
