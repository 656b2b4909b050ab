// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.FetchDialect;
import dev.probeproof.loader.definition.FetchExpression;
import dev.probeproof.loader.definition.FetchType;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathStep;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.definition.TextSlice;
import dev.probeproof.loader.error.Nearest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads
 *
 * <pre>
 * argument := [ NAME '=' ] body [ ':' TYPE ] [ '@user' ]
 * body     := IDENT { '.' IDENT | '->' IDENT | '[' INT ']' } | '$params' | '$vars' | raw
 * </pre>
 *
 * in perf's order: up to the first {@code =}, then {@code @user} from the end, then from the first {@code :} on. A body that
 * begins with a letter or an underscore is a path, any other one is a raw fetch.
 */
final class PerfArgumentParser {
    private static final String USER = "@user";
    private static final String PARAMETERS = "$params";
    private static final String VARIABLES = "$vars";

    private final TextSlice text;
    private final PerfDialect dialect;
    private final boolean improved;

    PerfArgumentParser(TextSlice text, PerfDialect dialect) {
        this.text = text;
        this.dialect = dialect;
        this.improved = dialect == PerfDialect.IMPROVED;
    }

    PerfArgument argument() {
        TextSlice body = text;
        TextSlice name = null;
        int equals = body.indexOf('=');
        if (equals >= 0) {
            name = body.upTo(equals);
            body = body.from(equals + 1);
            if (improved && !name.isIdentifier()) {
                throw name.error("expected the name of an argument before '='");
            }
        }
        int at = body.indexOf('@');
        boolean user = at > 0 && body.from(at).is(USER);
        if (user) {
            body = body.upTo(at);
        }
        TextSlice typed = body;
        int colon = body.indexOf(':');
        TextSlice typeText = colon < 0 ? null : body.from(colon + 1);
        if (colon >= 0) {
            body = body.upTo(colon);
        }
        if (improved && body.isEmpty()) {
            throw body.error("expected a variable or a fetch but found " + body.found(0));
        }
        FetchType type = typeText == null ? null : type(typeText);
        PerfValue value = value(body, typed);
        String called = name != null ? name.text() : defaultName(value, typed);
        return new PerfArgument(called, name != null, value, type, user, text.text(), text.column());
    }

    private FetchType type(TextSlice name) {
        if (name.length() == 1 && "usx".indexOf(name.charAt(0)) >= 0) {
            return new FetchType.Int(FetchType.ofLetter(name.charAt(0)), 0);
        }
        try {
            return FetchType.parse(name);
        } catch (ProbeSyntaxException unknown) {
            if (improved) {
                throw unknown;
            }
            return new FetchType.Unknown(name.text());
        }
    }

    private PerfValue value(TextSlice body, TextSlice typed) {
        if (body.is(PARAMETERS)) {
            return new PerfValue.Parameters();
        } else if (body.is(VARIABLES)) {
            return new PerfValue.Variables();
        } else if (startsName(body, 0)) {
            return new PerfValue.Path(path(body));
        }
        return new PerfValue.Raw(body.text(), raw(body, typed));
    }

    private @Nullable FetchExpression raw(TextSlice body, TextSlice typed) {
        try {
            return FetchExpression.parse(typed, FetchDialect.OURS);
        } catch (ProbeSyntaxException unknown) {
            if (!improved) {
                return null;
            }
            List<String> nearest = Nearest.of(body.text(), List.of(PARAMETERS, VARIABLES));
            throw nearest.isEmpty()
                    ? unknown
                    : new ProbeSyntaxException(text.whole(), unknown.column(), unknown.problem(), nearest);
        }
    }

    private PathExpression path(TextSlice body) {
        int end = nameEnd(body, 0);
        List<PathStep> steps = new ArrayList<>();
        int at = end;
        while (at < body.length()) {
            at = step(body, at, steps);
        }
        TextSlice root = body.upTo(end);
        requireName(root, "a variable");
        return new PathExpression(root.text(), body.column(), steps, null);
    }

    /** Reads one step and returns where the next one starts. */
    private int step(TextSlice body, int at, List<PathStep> steps) {
        char mark = body.charAt(at);
        if (mark == '[') {
            int end = body.from(at).indexOf(']');
            TextSlice index = body.slice(at + 1, end < 0 ? body.length() : at + end);
            if (index.isEmpty() || end < 0) {
                int wrong = end < 0 ? body.length() : at + end;
                throw body.error(wrong, (end < 0 ? "expected ']' after an index" : "expected an index") + " but found "
                        + body.found(wrong));
            }
            steps.add(new PathStep.Index(CNumber.asStrtoul(index, "an index"), index.column()));
            at += end + 1;
            if (at < body.length() && ".-[".indexOf(body.charAt(at)) < 0) {
                throw body.error(at, "expected '->', '.', '[' or the end but found " + body.found(at));
            }
            return at;
        }
        boolean arrow = mark == '-';
        if (arrow && body.peek(at + 1) != '>') {
            throw body.error(at, "'-' is not in the language of paths: they are made of NAME, ->NAME, .NAME and [N]");
        }
        int start = at + (arrow ? 2 : 1);
        int end = nameEnd(body, start);
        TextSlice member = body.slice(start, end);
        requireName(member, "a member after " + (arrow ? "->" : "."));
        steps.add(new PathStep.Member(member.text(), arrow, member.column()));
        return end;
    }

    private void requireName(TextSlice name, String what) {
        if (improved && !name.isIdentifier()) {
            int wrong = 0;
            while (TextSlice.isIdentifierPart(name.peek(wrong)) && (wrong > 0 || startsName(name, 0))) {
                wrong++;
            }
            throw name.error(wrong, wrong == 0
                    ? "expected " + what + " but found " + text.found(name.start() - text.start())
                    : "'" + name.charAt(wrong) + "' is not in the language of paths: they are made of NAME, ->NAME, .NAME"
                            + " and [N]");
        }
    }

    private static int nameEnd(TextSlice body, int from) {
        int end = body.indexOfAny(".-[", from);
        return end < 0 ? body.length() : end;
    }

    private static boolean startsName(TextSlice text, int at) {
        char c = text.peek(at);
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    /** The last member; without one the text, where perf takes the type for a part of it. */
    private @Nullable String defaultName(PerfValue value, TextSlice typed) {
        if (!(value instanceof PerfValue.Path path)) {
            return null;
        }
        String name = null;
        for (PathStep step : path.path().steps()) {
            if (step instanceof PathStep.Member member) {
                name = member.name();
            }
        }
        if (name != null) {
            return name;
        }
        return dialect == PerfDialect.EXACT
                ? typed.text().replaceFirst(":", "_")
                : path.path().root();
    }
}
