// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.definition.TextSlice;
import dev.probeproof.loader.definition.tracefs.TracefsProbe.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads
 *
 * <pre>
 * command := ( 'p' | 'r'[MAX] | 'f'[MAX] | 't' | 'e' ) [ ':' [ GROUP ( '/' | '.' ) ] [ EVENT ] ] place { argument } [ 'if' filter ]
 *          | '-:' [ GROUP '/' ] [ EVENT ]
 * argument := [ NAME '=' ] fetch
 * </pre>
 *
 * with white space between words. Places are read by {@link TracefsPlaceParser}.
 */
final class TracefsParser {
    private final TextSlice line;
    private final TracefsFile file;

    TracefsParser(String line, TracefsFile file) {
        this.line = TextSlice.of(line);
        this.file = file;
    }

    TracefsCommand command() {
        int comment = line.indexOf('#');
        List<TextSlice> words = (comment < 0 ? line : line.upTo(comment)).words();
        if (words.isEmpty()) {
            throw line.error("expected p, r, f, t, e or - but found the end");
        }
        TextSlice head = words.get(0);
        return head.charAt(0) == '-' ? deletion(head, words) : new TracefsCommand.Define(definition(head, words));
    }

    private static TracefsCommand deletion(TextSlice head, List<TextSlice> words) {
        if (head.peek(1) != ':' || head.length() == 2) {
            throw head.error(Math.min(2, head.length()), "expected -:EVENT, -:GROUP/EVENT or -:GROUP/");
        }
        if (words.size() > 1) {
            throw words.get(1).error("nothing may follow what is to be deleted");
        }
        Names names = names(head.from(2));
        return new TracefsCommand.Delete(names.group(), names.event());
    }

    private TracefsProbe definition(TextSlice head, List<TextSlice> words) {
        boolean returns = head.charAt(0) == 'r';
        Kind kind = kind(head, words);
        int colon = head.indexOf(':');
        TextSlice digits = head.slice(1, colon < 0 ? head.length() : colon);
        Integer maxActive = digits.isEmpty() ? null : maxActive(digits, kind);
        Names names = colon < 0 ? new Names(null, null) : names(head.from(colon + 1));
        if (words.size() < 2) {
            throw line.error(line.length(), "expected the place of the probe but found the end");
        }
        TracefsPlaceParser places = new TracefsPlaceParser(words.get(1), kind, returns);
        TracefsPlace place = places.place();
        if (maxActive != null && !places.onReturn()) {
            throw digits.error("only a probe of returns has a number of returns awaited at once");
        }
        List<TextSlice> rest = words.subList(2, words.size());
        String filter = kind == Kind.EVENT ? filter(rest) : null;
        int end = rest.size();
        for (int i = 0; kind == Kind.EVENT && i < rest.size(); i++) {
            end = rest.get(i).is("if") ? Math.min(end, i) : end;
        }
        List<TracefsArgument> arguments = new ArrayList<>();
        for (TextSlice word : rest.subList(0, end)) {
            arguments.add(argument(word));
        }
        new TracefsContext(kind, places.onReturn(), place).require(arguments, line);
        return new TracefsProbe(
                line.text(),
                kind,
                places.onReturn(),
                maxActive,
                names.group(),
                names.event(),
                head.column() + colon + 1,
                place,
                arguments,
                filter);
    }

    private Kind kind(TextSlice head, List<TextSlice> words) {
        boolean dynamic = file == TracefsFile.DYNAMIC_EVENTS;
        switch (head.charAt(0)) {
            case 'p', 'r':
                boolean path = dynamic && words.size() > 1 && words.get(1).startsWith("/");
                return path || file == TracefsFile.UPROBE_EVENTS ? Kind.UPROBE : Kind.KPROBE;
            case 'f':
                return requireDynamic(dynamic, Kind.FPROBE, head);
            case 't':
                return requireDynamic(dynamic, Kind.TRACEPOINT, head);
            case 'e':
                return requireDynamic(dynamic, Kind.EVENT, head);
            default:
                throw head.error("expected p, r, f, t, e or - but found " + head.found(0));
        }
    }

    private static Kind requireDynamic(boolean dynamic, Kind kind, TextSlice head) {
        if (!dynamic) {
            throw head.error("'" + head.charAt(0) + "' events are defined in dynamic_events only");
        }
        return kind;
    }

    private static int maxActive(TextSlice digits, Kind kind) {
        if (kind != Kind.KPROBE && kind != Kind.FPROBE) {
            throw digits.error("expected ':' or a blank but found " + digits.found(0));
        }
        if (!digits.text().matches("[0-9]{1,9}")) {
            throw digits.error("expected a number of returns awaited at once, or ':'");
        }
        int number = Integer.parseInt(digits.text());
        if (number < 1) {
            throw digits.error("a probe awaits at least one return at once");
        }
        return number;
    }

    /** A group and an event as written; both may be missing. */
    private record Names(@Nullable String group, @Nullable String event) {}

    private static Names names(TextSlice text) {
        int end = text.indexOfAny("/.", 0);
        TextSlice event = text.from(end + 1);
        if (end == 0) {
            throw text.error("expected a group before '" + text.charAt(0) + "'");
        }
        if (end > 0) {
            requireGroup(text.upTo(end));
        } else if (event.isEmpty()) {
            throw event.error("expected the name of an event after ':'");
        }
        if (!event.isEmpty() && !event.isIdentifier()) {
            throw event.error("the name of an event is made of letters, digits and '_', and begins with no digit");
        }
        return new Names(end > 0 ? text.upTo(end).text() : null, event.isEmpty() ? null : event.text());
    }

    private static void requireGroup(TextSlice group) {
        if (!group.text().matches("[A-Za-z_-][A-Za-z0-9_-]*")) {
            throw group.error("the name of a group is made of letters, digits, '_' and '-', and begins with no digit");
        }
    }

    private static @Nullable String filter(List<TextSlice> words) {
        for (int i = 0; i < words.size(); i++) {
            TextSlice word = words.get(i);
            if (word.is("if")) {
                if (i == words.size() - 1) {
                    throw word.error(2, "expected a filter after 'if'");
                }
                TextSlice first = words.get(i + 1);
                TextSlice last = words.get(words.size() - 1);
                return new TextSlice(word.whole(), first.start(), last.end()).text();
            }
        }
        return null;
    }

    private static TracefsArgument argument(TextSlice word) throws ProbeSyntaxException {
        int equals = word.indexOf('=');
        TextSlice name = equals < 0 ? null : word.upTo(equals);
        if (name != null && !name.isIdentifier()) {
            throw name.error(
                    name.isEmpty()
                            ? "expected the name of an argument before '='"
                            : "the name of an argument is made of letters, digits and '_', and begins with no digit");
        }
        return TracefsContext.argument(name, word.from(equals + 1), word.column());
    }
}
