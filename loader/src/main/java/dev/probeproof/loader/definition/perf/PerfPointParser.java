// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.TextSlice;
import dev.probeproof.loader.error.Nearest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads
 *
 * <pre>
 * point := FUNC { '@' FILE | '+' OFFSET | ':' LINE | '%return' } [ ';' PATTERN ]
 *        | FILE ':' LINE | FILE ';' PATTERN | '0x' ADDRESS
 *        | '%' [GROUP ':'] EVENT [ '@' TARGET ] | 'sdt_'GROUP ':' EVENT [ '@' TARGET ]
 * </pre>
 *
 * A text is a file if it has a dot before its first {@code :} or {@code ;} and none of {@code + @ %}. A backslash takes away
 * the meaning of the character after it.
 */
final class PerfPointParser {
    private static final String STATIC_PREFIX = "sdt_";

    private final TextSlice text;
    private final PerfDialect dialect;

    /** What has been read after the name. */
    private @Nullable TextSlice file;

    private @Nullable TextSlice pattern;
    private @Nullable TextSlice offsetText;
    private @Nullable TextSlice lineText;
    private @Nullable TextSlice returnText;
    private long offset;
    private int line;

    PerfPointParser(TextSlice text, PerfDialect dialect) {
        this.text = text;
        this.dialect = dialect;
    }

    /**
     * The point.
     *
     * @param mayBeStatic no name of an event stands before it, which a static tracepoint cannot have
     */
    PerfPoint point(boolean mayBeStatic) {
        if (mayBeStatic && (text.peek(0) == '%' || isNamedStatic())) {
            return staticTracepoint();
        }
        if (text.isEmpty() && dialect == PerfDialect.IMPROVED) {
            throw text.error("expected a function, FILE:LINE or an address but found the end");
        }
        int nameEnd = Escapes.indexOfAny(text, ";:+@%", 0);
        TextSlice name = text.upTo(nameEnd < 0 ? text.length() : nameEnd);
        boolean isFile = isFile();
        boolean isAddress = !isFile && name.startsWith("0x");
        if (nameEnd >= 0) {
            rest(nameEnd, isFile);
        }
        requireOneKindOfPlace();
        if (isFile) {
            return inFile(name);
        }
        return isAddress ? address(name) : inFunction(name);
    }

    private boolean isNamedStatic() {
        return text.startsWith(STATIC_PREFIX) && text.indexOf(':') > 0 && text.indexOf('=') < 0;
    }

    private PerfPoint staticTracepoint() {
        TextSlice name = text.from(text.peek(0) == '%' ? 1 : STATIC_PREFIX.length());
        int at = Escapes.indexOfAny(name, ";=@+%", 0);
        if (at >= 0 && name.charAt(at) != '@') {
            throw name.error(at, "expected the end or '@' after a static tracepoint but found " + name.found(at));
        }
        TextSlice target = at < 0 ? null : name.from(at + 1);
        name = at < 0 ? name : name.upTo(at);
        int colon = name.indexOf(':');
        TextSlice group = colon < 0 ? null : name.upTo(colon);
        TextSlice event = name.from(colon + 1);
        for (TextSlice part : group == null ? List.of(event) : List.of(group, event)) {
            if (!part.isIdentifier() && dialect == PerfDialect.IMPROVED) {
                throw part.error("expected a name of a static tracepoint, %GROUP:EVENT, but found '" + part + "'");
            }
        }
        return new PerfPoint.StaticTracepoint(
                group == null ? null : group.text(),
                event.text(),
                target == null ? null : Escapes.meaning(target),
                text.column());
    }

    private boolean isFile() {
        if (Escapes.indexOfAny(text, "+@%", 0) >= 0) {
            return false;
        }
        int end = Escapes.indexOfAny(text, ":;", 0);
        return end >= 0 && text.upTo(end).indexOf('.') >= 0;
    }

    /** All that follows the name, one part after another. */
    private void rest(int nameEnd, boolean isFile) {
        int at = nameEnd;
        while (at >= 0) {
            char mark = text.charAt(at);
            if (mark == ';') {
                pattern = text.from(at + 1);
                requireText(pattern, "a pattern after ';'");
                return;
            }
            int next = Escapes.indexOfAny(text, ";:+@%", at + 1);
            TextSlice part = text.slice(at + 1, next < 0 ? text.length() : next);
            switch (mark) {
                case ':' -> {
                    lineText = part;
                    line = (int) number(part, isFile ? "a line number" : "a line of the function", Integer.MAX_VALUE);
                }
                case '+' -> {
                    offsetText = part;
                    offset = number(part, "an offset in bytes", Long.MAX_VALUE);
                }
                case '@' -> {
                    if (file != null) {
                        throw part.error("a second file");
                    }
                    requireText(part, "a file after '@'");
                    file = part;
                }
                default -> onReturn(part);
            }
            at = next;
        }
    }

    private void onReturn(TextSlice word) {
        if (!word.is("return")) {
            throw word.error(
                    "only %return may follow a function name, not '%" + word + "'",
                    Nearest.of(word.text(), List.of("return"), "%"));
        }
        returnText = word;
    }

    private void requireText(TextSlice part, String what) {
        if (part.isEmpty() && dialect == PerfDialect.IMPROVED) {
            throw part.error("expected " + what + " but found " + text.found(part.start() - text.start()));
        }
    }

    private long number(TextSlice digits, String what, long most) {
        if (dialect == PerfDialect.IMPROVED) {
            return CNumber.unsigned(digits, what, most);
        }
        return CNumber.asStrtoul(digits, what);
    }

    private void requireOneKindOfPlace() {
        if (pattern != null && isSet(lineText, line)) {
            throw pattern.error("a pattern and a line exclude each other");
        }
        if (pattern != null && isSet(offsetText, offset)) {
            throw pattern.error("a pattern and an offset exclude each other");
        }
        if (lineText != null && isSet(lineText, line) && isSet(offsetText, offset)) {
            throw lineText.error("a line and an offset exclude each other");
        }
        boolean placed = isSet(lineText, line) || isSet(offsetText, offset) || pattern != null;
        if (returnText != null && placed) {
            throw returnText.error("%return has no offset, line or pattern");
        }
    }

    /** Something other than the default is said; perf takes 0 for nothing said. */
    private boolean isSet(@Nullable TextSlice part, long value) {
        return part != null && (value != 0 || dialect == PerfDialect.IMPROVED);
    }

    private PerfPoint inFile(TextSlice name) {
        String path = Escapes.meaning(name);
        if (pattern != null) {
            return new PerfPoint.SourcePattern(path, Escapes.meaning(pattern), text.column());
        }
        if (line == 0) {
            throw text.error(
                    lineText == null ? text.length() : lineText.start() - text.start(),
                    "a file needs a line from 1 or a pattern: FILE:LINE or FILE;PATTERN");
        }
        return new PerfPoint.SourceLine(path, line, text.column());
    }

    private PerfPoint address(TextSlice name) {
        boolean escaped = name.endsWith("\\") && dialect == PerfDialect.EXACT;
        long address = CNumber.hexadecimal(escaped ? name.upTo(name.length() - 1) : name, "an address");
        TextSlice after = text.from(name.length());
        if (!after.isEmpty() && !after.is("%return") && dialect == PerfDialect.IMPROVED) {
            throw after.error("only %return may follow an address");
        }
        return new PerfPoint.Address(address, returnText != null, text.column());
    }

    private PerfPoint inFunction(TextSlice name) {
        if (name.isEmpty() && (dialect == PerfDialect.IMPROVED || isSet(offsetText, offset))) {
            throw name.error("expected a function name but found " + text.found(0));
        }
        boolean placedInFile = file != null && (offsetText == null || offset == 0) && returnText == null;
        if (name.isEmpty() && placedInFile) {
            return inFile(Objects.requireNonNull(file));
        }
        if (name.isEmpty() && file != null) {
            throw file.error("a file needs a line from 1 or a pattern: FILE:LINE or FILE;PATTERN");
        }
        return new PerfPoint.Function(
                Escapes.meaning(name), file == null ? null : Escapes.meaning(file), place(), text.column());
    }

    private PerfPlace place() {
        if (pattern != null) {
            return new PerfPlace.Pattern(Escapes.meaning(pattern));
        } else if (returnText != null) {
            return new PerfPlace.Return();
        } else if (isSet(lineText, line)) {
            return new PerfPlace.RelativeLine(line);
        }
        return isSet(offsetText, offset) && offset != 0 ? new PerfPlace.Offset(offset) : new PerfPlace.Entry();
    }
}
