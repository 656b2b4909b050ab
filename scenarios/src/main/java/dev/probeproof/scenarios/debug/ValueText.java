// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import dev.probeproof.scenarios.data.Datum;
import dev.probeproof.scenarios.trace.Places;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Values as a person reads them, and their parts. */
final class ValueText {
    private static final int DEEPEST = 3;
    private static final int MOST_PARTS = 40;
    private static final int MOST_CHARACTERS = 2000;
    private static final int MOST_TEXT = 64;
    private static final byte POISON = 0x6b;

    /** What the emulated kernel leaves in r1 to r5 behind a call. */
    private static final long UNREADABLE = 0xc10b_bed0_c10b_bed0L;

    /** A member or an element. */
    record Part(String name, TypedValue value) {}

    private ValueText() {}

    static String of(Live live, TypedValue value) {
        String text = text(live, value, 0);
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + " …";
    }

    /** The value in hexadecimal digits; of what is no number, as it is otherwise. */
    static String hex(Live live, TypedValue value) {
        return value.isComposite() || value.isArray() ? of(live, value) : "0x" + Long.toHexString(value.number(live));
    }

    private static String text(Live live, TypedValue value, int depth) {
        if (value.isPlain()) {
            return value.bytes().length > Long.BYTES
                    ? Datum.Raw.of(value.bytes()).toString()
                    : live.places().words(value.number(live), live.frames());
        } else if (value.isPointer()) {
            return pointer(live, value);
        } else if (value.isComposite()) {
            return composite(live, value, depth);
        } else if (value.isArray() && isStructs(value)) {
            return array(live, value, depth);
        }
        return isUnset(live, value)
                ? value.datum(live) + " (nobody set it)"
                : value.datum(live).toString();
    }

    private static boolean isStructs(TypedValue value) {
        return value.type() instanceof BtfType.Array array
                && (value.types().btf().resolve(array.elementType()) instanceof BtfType.Composite
                        || value.types().btf().resolve(array.elementType()) instanceof BtfType.Ptr);
    }

    private static String pointer(Live live, TypedValue value) {
        long to = value.number(live);
        if (to == 0) {
            return "NULL";
        }
        String text = "0x" + Long.toHexString(to);
        Optional<String> place = live.places().pointer(to, live.frames());
        if (place.isPresent()) {
            text += " <" + place.get() + ">";
        }
        return text + characters(live, value, to).map(shown -> " " + shown).orElse("");
    }

    /** The text behind a {@code char *}. */
    private static Optional<String> characters(Live live, TypedValue value, long to) {
        int target = value.stars() == 1
                ? value.typeId()
                : value.stars() == 0 && value.type() instanceof BtfType.Ptr pointer ? pointer.type() : 0;
        boolean text = value.stars() <= 1
                && value.types().btf().resolve(target) instanceof BtfType.Int single
                && single.size() == 1
                && !single.isBool();
        if (!text) {
            return Optional.empty();
        }
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < MOST_TEXT; i++) {
            byte[] one;
            try {
                one = TypedValue.read(live, to + i, 1);
            } catch (DebugException end) {
                return Optional.empty();
            }
            if (one[0] == 0) {
                return Optional.of(new Datum.Text(shown.toString()).toString());
            }
            shown.append(new String(one, StandardCharsets.ISO_8859_1));
        }
        return Optional.of(new Datum.Text(shown.toString()) + "…");
    }

    private static String composite(Live live, TypedValue value, int depth) {
        if (depth >= DEEPEST) {
            return "{…}";
        }
        List<String> members = new ArrayList<>();
        int unset = 0;
        int more = 0;
        for (Part part : parts(live, value)) {
            if (isUnset(live, part.value())) {
                unset++;
            } else if (members.size() < MOST_PARTS) {
                members.add(part.name() + ": " + text(live, part.value(), depth + 1));
            } else {
                more++;
            }
        }
        if (more > 0) {
            members.add(more + " more");
        }
        if (unset > 0) {
            members.add(unset + " that nobody set");
        }
        return "{" + String.join(", ", members) + "}";
    }

    private static String array(Live live, TypedValue value, int depth) {
        List<String> elements = new ArrayList<>();
        for (Part part : parts(live, value)) {
            elements.add(isUnset(live, part.value()) ? "…" : text(live, part.value(), depth + 1));
        }
        return "[" + String.join(", ", elements) + "]";
    }

    /** Members of a struct, elements of an array, what a pointer leads to. */
    static List<Part> parts(Live live, TypedValue value) {
        List<Part> parts = new ArrayList<>();
        if (value.isComposite()) {
            int id = value.types().btf().strip(value.typeId());
            for (MemberLookup.Found member : MemberLookup.all(value.types().btf(), id)) {
                if (member.bitOffset() / 8 + value.types().size(member.type()) <= value.bytes().length
                        || member.bitfieldBits() > 0) {
                    parts.add(new Part(member.name(), value.part(member)));
                }
            }
        } else if (value.isArray() && value.type() instanceof BtfType.Array array) {
            for (int i = 0; i < Math.min(array.count(), MOST_PARTS); i++) {
                parts.add(new Part("[" + i + "]", value.element(live, i)));
            }
        } else if (value.isPointer() && value.number(live) != 0) {
            try {
                TypedValue target = value.target(live);
                parts.addAll(target.isComposite() ? parts(live, target) : List.of(new Part("*", target)));
            } catch (DebugException leadsNowhere) {
                return List.of();
            }
        }
        return parts;
    }

    /** Whether nothing of it was set by the scenario: poison, or a pointer that leads nowhere. */
    static boolean isUnset(Live live, TypedValue value) {
        if (value.address().isEmpty() && value.bits() == 0) {
            return false;
        }
        if (value.isPointer()) {
            return live.world().kernel().objects().unset(value.number(live)).isPresent();
        }
        if (value.isComposite() || value.isArray() && isStructs(value)) {
            List<Part> parts = parts(live, value);
            return !parts.isEmpty() && parts.stream().allMatch(part -> isUnset(live, part.value()));
        }
        for (byte each : value.bytes()) {
            if (each != POISON) {
                return false;
            }
        }
        return value.bytes().length > 0 && live.places().isKernelObject(value.address());
    }

    /** The value of a register: where it leads, and its digits. */
    static String register(Live live, long value) {
        if (value == UNREADABLE) {
            return "nothing: a call has left it unreadable";
        }
        return live.places()
                .pointer(value, live.frames())
                .map(place -> "0x" + Long.toHexString(value) + " <" + place + ">")
                .orElseGet(() -> Places.number(value));
    }
}
