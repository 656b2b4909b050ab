// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

import dev.probeproof.loader.definition.TextSlice;
import dev.probeproof.loader.definition.tracefs.TracefsProbe.Kind;
import dev.probeproof.loader.error.Nearest;
import java.util.List;

/**
 * Reads the place of a trace event:
 *
 * <pre>
 * KPROBE     := ( [MOD ':'] SYM [ '+' OFFSET ] | ADDRESS ) [ '%return' ]
 * UPROBE     := PATH ':' OFFSET [ '%return' ] [ '(' OFFSET ')' ]
 * FPROBE     := FUNC [ '%return' ]
 * TRACEPOINT := NAME
 * EVENT      := GROUP ( '/' | '.' ) EVENT
 * </pre>
 */
final class TracefsPlaceParser {
    private static final String RETURN = "%return";

    private final TextSlice text;
    private final Kind kind;
    private boolean onReturn;

    TracefsPlaceParser(TextSlice text, Kind kind, boolean returns) {
        this.text = text;
        this.kind = kind;
        this.onReturn = returns;
    }

    /** Whether the command's letter or the place says so; known after {@link #place}. */
    boolean onReturn() {
        return onReturn;
    }

    TracefsPlace place() {
        switch (kind) {
            case UPROBE:
                return inFile();
            case TRACEPOINT:
                return tracepoint();
            case EVENT:
                return event();
            default:
                return inKernel(withoutReturn(text));
        }
    }

    /** Takes {@code %return} off. */
    private TextSlice withoutReturn(TextSlice place) {
        int percent = place.indexOf('%');
        if (percent < 0) {
            return place;
        }
        TextSlice suffix = place.from(percent);
        if (!suffix.is(RETURN)) {
            throw suffix.error(
                    "only %return may follow a place, not '" + suffix + "'",
                    Nearest.of(suffix.text(), List.of(RETURN)));
        }
        onReturn = true;
        return place.upTo(percent);
    }

    private TracefsPlace inKernel(TextSlice place) {
        if (place.peek(0) >= '0' && place.peek(0) <= '9') {
            if (kind == Kind.FPROBE) {
                throw place.error("expected the name of a function but found " + place.found(0));
            }
            return new TracefsPlace.Address(TracefsNumber.unsigned(place, "an address"), place.column());
        }
        int plus = place.indexOf('+');
        if (plus >= 0 && kind == Kind.FPROBE) {
            throw place.error(
                    plus, "a function probe is at the entry or the return of a function: 'p' probes inside it");
        }
        TextSlice symbol = plus < 0 ? place : place.upTo(plus);
        long offset = plus < 0 ? 0 : TracefsNumber.unsigned(place.from(plus + 1), "an offset");
        int minus = symbol.indexOf('-');
        if (symbol.isEmpty() || minus >= 0) {
            throw symbol.error(
                    Math.max(0, minus),
                    "expected a symbol and an offset after '+' but found " + text.found(Math.max(0, minus)));
        }
        int colon = kind == Kind.FPROBE ? -1 : symbol.indexOf(':');
        String module = colon <= 0 ? null : symbol.upTo(colon).text();
        String name = symbol.from(colon + 1).text();
        // Without its colon, ':0' would be an address.
        if (name.isEmpty() || colon == 0 && !Character.isJavaIdentifierStart(name.charAt(0)) && name.charAt(0) != '.') {
            throw symbol.error(colon + 1, "expected a symbol after the module");
        }
        int slash = symbol.indexOf('/');
        if (slash >= 0) {
            throw symbol.error(slash, "a '/' cannot be in a symbol; places of user programs are for uprobe_events");
        }
        TracefsPlace.Symbol found = new TracefsPlace.Symbol(module, name, offset, place.column());
        if (onReturn && !found.mayBeEntry()) {
            throw place.error(plus, "a probe of returns is at the entry of a function");
        }
        return found;
    }

    private TracefsPlace inFile() {
        int colon = text.text().lastIndexOf(':');
        if (text.peek(0) != '/') {
            throw text.error("expected the path of a file, which begins with '/'");
        }
        if (colon < 0) {
            throw text.error(text.length(), "expected ':' and an offset in the file");
        }
        TextSlice rest = text.from(colon + 1);
        int brace = rest.indexOf('(');
        Long counter = null;
        if (brace >= 0) {
            TextSlice number = rest.from(brace + 1);
            int close = number.indexOf(')');
            if (close < 0) {
                throw number.error(number.length(), "expected ')' after the offset of a reference counter");
            }
            if (close != number.length() - 1) {
                throw number.error(close + 1, "nothing may follow the reference counter: %return stands before it");
            }
            counter = TracefsNumber.unsigned(number.upTo(close), "the offset of a reference counter");
            rest = rest.upTo(brace);
        }
        TextSlice offset = withoutReturn(rest);
        return new TracefsPlace.FileOffset(
                text.upTo(colon).text(),
                TracefsNumber.unsigned(offset, "an offset in the file"),
                counter,
                text.column());
    }

    private TracefsPlace tracepoint() {
        int wrong = 0;
        while (TextSlice.isIdentifierPart(text.peek(wrong))) {
            wrong++;
        }
        if (wrong < text.length()) {
            throw text.error(
                    wrong,
                    "expected the name of a tracepoint, without that of its system, but found " + text.found(wrong));
        }
        return new TracefsPlace.Tracepoint(text.text(), text.column());
    }

    private TracefsPlace event() {
        int end = text.indexOfAny("/.", 0);
        if (end <= 0 || end == text.length() - 1) {
            throw text.error(end < 0 ? text.length() : end, "expected GROUP.EVENT, both of an event that exists");
        }
        for (TextSlice name : List.of(text.upTo(end), text.from(end + 1))) {
            if (!name.text().matches("[A-Za-z_-][A-Za-z0-9_-]*")) {
                throw name.error("expected GROUP.EVENT, both of an event that exists");
            }
        }
        return new TracefsPlace.AttachedEvent(
                text.upTo(end).text(), text.from(end + 1).text(), text.column());
    }
}
