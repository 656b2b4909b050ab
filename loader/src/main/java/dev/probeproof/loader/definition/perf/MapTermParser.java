// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.definition.TextSlice;
import dev.probeproof.loader.error.Nearest;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads
 *
 * <pre>
 * terms   := term { ',' term }
 * term    := 'map:' NAME '.' ( 'value' [ indexes ] '=' NUMBER | 'event' [ indexes ] '=' EVENT )
 * indexes := '[' ( 'all' | index { ',' index } ) ']'
 * index   := NUMBER [ '...' NUMBER ]                                    decimal or 0x
 * </pre>
 */
final class MapTermParser {
    private static final String PREFIX = "map:";
    private static final List<String> OPTIONS = List.of("value", "event");

    private final TextSlice text;

    MapTermParser(String text) {
        this.text = TextSlice.of(text);
    }

    List<MapTerm> terms() {
        List<MapTerm> terms = new ArrayList<>();
        int start = 0;
        while (start <= text.length()) {
            int end = termEnd(start);
            terms.add(term(text.slice(start, end)));
            start = end + 1;
        }
        return terms;
    }

    /** The next comma that is in no brackets. */
    private int termEnd(int from) {
        boolean inBrackets = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            inBrackets = c == '[' || inBrackets && c != ']';
            if (c == ',' && !inBrackets) {
                return i;
            }
        }
        return text.length();
    }

    private MapTerm term(TextSlice term) {
        if (!term.startsWith(PREFIX)) {
            throw error(term, 0, "expected map:NAME.value=NUMBER or map:NAME.event=EVENT", PerfError.OBJCONF_OPT);
        }
        int dot = term.indexOf('.');
        int equals = term.indexOf('=');
        if (dot < 0 || equals >= 0 && equals < dot) {
            int wrong = equals < 0 ? term.length() : equals;
            throw error(term, wrong, "expected '.value' or '.event' after the map's name", PerfError.OBJCONF_OPT);
        }
        if (equals < 0) {
            throw error(term, term.length(), "expected '=' but found the end", PerfError.OBJCONF_CONF);
        }
        TextSlice name = term.slice(PREFIX.length(), dot);
        if (name.isEmpty()) {
            throw error(term, PREFIX.length(), "expected the name of a map", PerfError.OBJCONF_MAP_NOTEXIST);
        }
        TextSlice option = term.slice(dot + 1, equals);
        int bracket = option.indexOf('[');
        List<MapTerm.Range> indexes = List.of();
        if (bracket >= 0) {
            indexes = indexes(option.from(bracket));
            option = option.upTo(bracket);
        }
        if (!OPTIONS.contains(option.text())) {
            throw option.error("unknown option '" + option + "'; there are value and event", Nearest.of(option.text(), OPTIONS))
                    .called(PerfError.OBJCONF_MAP_OPT.name());
        }
        return new MapTerm(
                name.text(), indexes, content(option, term.from(equals + 1)), term.text(), term.column());
    }

    private static MapTerm.Content content(TextSlice option, TextSlice value) {
        boolean digits = value.peek(0) >= '0' && value.peek(0) <= '9';
        if (option.is("event")) {
            if (value.isEmpty() || digits) {
                throw error(value, 0, "expected the name of an event", PerfError.OBJCONF_MAP_VALUE);
            }
            return new MapTerm.Content.Event(value.text());
        }
        return new MapTerm.Content.Number(number(value, "a number", PerfError.OBJCONF_MAP_VALUE));
    }

    private static List<MapTerm.Range> indexes(TextSlice brackets) {
        if (!brackets.endsWith("]") || brackets.length() < 2) {
            throw error(brackets, brackets.length(), "expected ']' after indexes", PerfError.OBJCONF_CONF);
        }
        TextSlice list = brackets.slice(1, brackets.length() - 1);
        List<MapTerm.Range> ranges = new ArrayList<>();
        if (list.is("all")) {
            return ranges;
        }
        for (TextSlice index : list.split(',')) {
            int dots = index.text().indexOf("...");
            long first = number(dots < 0 ? index : index.upTo(dots), "an index or 'all'", PerfError.OBJCONF_CONF);
            long last = dots < 0 ? first : number(index.from(dots + 3), "an index", PerfError.OBJCONF_CONF);
            if (Long.compareUnsigned(last, first) < 0) {
                throw error(index, dots + 3, "a range that ends before it begins", PerfError.OBJCONF_CONF);
            }
            ranges.add(new MapTerm.Range(first, last));
        }
        return ranges;
    }

    private static long number(TextSlice digits, String what, PerfError error) {
        try {
            return digits.startsWith("0x")
                    ? CNumber.hexadecimal(digits, what)
                    : Long.parseUnsignedLong(requireDigits(digits, what).text());
        } catch (NumberFormatException tooLarge) {
            throw error(digits, 0, "a number of more than 64 bits", error);
        } catch (ProbeSyntaxException none) {
            throw none.called(error.name());
        }
    }

    private static TextSlice requireDigits(TextSlice text, String what) {
        int at = 0;
        while (text.peek(at) >= '0' && text.peek(at) <= '9') {
            at++;
        }
        if (at == 0 || at < text.length()) {
            throw text.error(at, "expected " + what + " but found " + text.found(at));
        }
        return text;
    }

    private static ProbeSyntaxException error(TextSlice text, int index, String problem, PerfError error) {
        return text.error(index, problem).called(error.name());
    }
}
