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
 * section := { term ';' } main
 * term    := ( 'exec' | 'module' | 'inlines' | 'force' ) '=' value
 * main    := ['!'] SYSTEM ':' EVENT | definition          a definition if there is any '=' in it
 * </pre>
 *
 * <p>perf ends a term at every {@code ;}, so that a definition cannot have a {@code ;PATTERN}. {@link PerfDialect#IMPROVED} ends
 * the terms at the first part that does not begin with one of the four keys: an event must not be called like a key then.
 */
final class PerfSectionParser {
    private static final List<String> KEYS = List.of("exec", "module", "inlines", "force");

    private final TextSlice text;
    private final boolean improved;
    private final PerfDialect dialect;
    private final List<PerfTerm> terms = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    PerfSectionParser(String text, PerfDialect dialect) {
        this.text = TextSlice.of(text);
        this.dialect = dialect;
        this.improved = dialect == PerfDialect.IMPROVED;
    }

    PerfSection section() {
        TextSlice rest = text;
        for (int end = rest.indexOf(';'); end >= 0; end = rest.indexOf(';')) {
            TextSlice part = rest.upTo(end);
            if (improved && isMain(part, rest)) {
                break;
            }
            term(part);
            rest = rest.from(end + 1);
        }
        PerfMain main = main(improved ? rest.strip() : rest);
        return new PerfSection(text.text(), terms, main, warnings);
    }

    /** The part before a semicolon belongs to the main part, whose pattern follows. */
    private static boolean isMain(TextSlice part, TextSlice rest) {
        int equals = part.indexOf('=');
        if (equals < 0) {
            return true;
        }
        TextSlice key = part.upTo(equals).strip();
        // A mistyped key is more likely than an event of that name with a pattern, if what follows may be a probe itself.
        boolean mistyped = !Nearest.of(key.text(), KEYS).isEmpty()
                && rest.from(part.length()).text().matches("(?s).*[=:].*");
        return !KEYS.contains(key.text()) && !mistyped;
    }

    private void term(TextSlice part) {
        int equals = part.indexOf('=');
        if (equals < 0) {
            warnings.add("'" + part.text() + "' has no '=' and is ignored");
            return;
        }
        TextSlice key = improved ? part.upTo(equals).strip() : part.upTo(equals);
        TextSlice value = improved ? part.from(equals + 1).strip() : part.from(equals + 1);
        switch (key.text()) {
            case "exec" -> terms.add(new PerfTerm.Executable(target(value, "a path"), key.column()));
            case "module" -> terms.add(new PerfTerm.Module(target(value, "a module"), key.column()));
            case "inlines" -> terms.add(new PerfTerm.Inlines(bool(value), key.column()));
            case "force" -> terms.add(new PerfTerm.Force(bool(value), key.column()));
            default -> throw unknown(key);
        }
    }

    private ProbeSyntaxException unknown(TextSlice key) {
        List<String> nearest = Nearest.of(key.text().strip(), KEYS);
        boolean onlyBlanks = KEYS.contains(key.text().strip());
        return key.error(
                        onlyBlanks
                                ? "perf allows no blanks around '" + key.text().strip() + "'"
                                : "unknown term '" + key.text() + "'; there are exec, module, inlines and force",
                        nearest)
                .called(PerfError.PROGCONF_TERM.name());
    }

    private String target(TextSlice value, String what) {
        if (improved && value.isEmpty()) {
            throw value.error("expected " + what + " after '='");
        }
        return value.text();
    }

    /** By the first character, or the second one of {@code on} and {@code off}. */
    private static boolean bool(TextSlice value) {
        switch (value.peek(0)) {
            case 'y', 'Y', '1':
                return true;
            case 'n', 'N', '0':
                return false;
            case 'o', 'O':
                if ((value.peek(1) | 0x20) == 'n' || (value.peek(1) | 0x20) == 'f') {
                    return (value.peek(1) | 0x20) == 'n';
                }
                break;
            default:
                break;
        }
        throw value.error("expected yes or no but found '" + value + "'").called("EINVAL");
    }

    private PerfMain main(TextSlice main) {
        if (main.isEmpty()) {
            throw main.error("expected SYSTEM:EVENT or EVENT=FUNCTION but found the end")
                    .called(PerfError.CONFIG.name());
        }
        if (main.indexOf('=') >= 0 || improved && !looksLikeTracepoint(main)) {
            return new PerfMain.Probe(probe(main));
        }
        boolean attached = main.charAt(0) != '!';
        TextSlice name = attached ? main : main.from(1);
        int colon = name.indexOf(':');
        if (colon < 0) {
            throw main.error("expected SYSTEM:EVENT, or a probe, which has a '=' in it: EVENT=FUNCTION")
                    .called(PerfError.CONFIG.name());
        }
        return new PerfMain.Tracepoint(name.upTo(colon).text(), name.from(colon + 1).text(), attached);
    }

    /** Without {@code =}, what cannot be a tracepoint can still be a probe that is called after its function. */
    private static boolean looksLikeTracepoint(TextSlice main) {
        return main.text().matches("!?[A-Za-z0-9_*?\\[\\]-]+:[A-Za-z_*?\\[][A-Za-z0-9_*?\\[\\]-]*");
    }

    private PerfProbe probe(TextSlice main) {
        PerfProbe probe;
        try {
            probe = PerfProbe.parse(main, dialect);
        } catch (ProbeSyntaxException inner) {
            throw inner.called(PerfError.CONFIG.name());
        }
        String group = probe.group();
        if (group != null && !group.equals(PerfSection.GROUP) && !improved) {
            throw main.error("perf allows no group but " + PerfSection.GROUP + ", not '" + group + "'")
                    .called(PerfError.GROUP.name());
        }
        String event = probe.event() == null ? PerfEventNames.ofLine(probe.point()) : probe.event();
        if (event == null && !improved) {
            throw main.error("perf wants a name for the event of a section: EVENT=" + main.words().get(0))
                    .called(PerfError.EVENTNAME.name());
        }
        return new PerfProbe(
                probe.text(), group == null ? PerfSection.GROUP : group, event, probe.point(), probe.arguments());
    }
}
