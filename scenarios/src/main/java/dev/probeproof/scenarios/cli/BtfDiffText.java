// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.btf.BtfDiff.Difference;
import dev.probeproof.loader.btf.BtfDiff.Part;
import dev.probeproof.loader.btf.BtfDiff.PartDifference;
import dev.probeproof.loader.btf.BtfDiff.Shape;
import dev.probeproof.loader.btf.BtfKind;
import java.util.List;
import java.util.Locale;

/** Differences of types for people: {@code -} went, {@code +} came, {@code ~} is another. */
final class BtfDiffText {
    private BtfDiffText() {}

    static void print(List<Difference> differences, Terminal terminal) {
        for (Difference difference : differences) {
            print(difference, terminal);
        }
        terminal.out().print(summary(differences) + "\n");
    }

    private static void print(Difference difference, Terminal terminal) {
        Shape before = difference.before();
        Shape after = difference.after();
        String name = word(difference.kind()) + " " + difference.name();
        if (after == null) {
            line(terminal, Paint.RED, "- " + (before == null ? name : whole(name, before)));
        } else if (before == null) {
            line(terminal, Paint.GREEN, "+ " + whole(name, after));
        } else {
            String sizes = before.size() == after.size() ? "" : ": " + before.size() + " -> " + after.size() + " bytes";
            line(terminal, Paint.YELLOW, "~ " + name + sizes);
            if (!before.text().equals(after.text())) {
                line(terminal, Paint.RED, "    - " + before.text());
                line(terminal, Paint.GREEN, "    + " + after.text());
            }
            difference.parts().forEach(part -> print(part, terminal));
        }
    }

    private static String whole(String name, Shape shape) {
        return shape.text().isEmpty() ? name : name + "  " + shape.text();
    }

    private static void print(PartDifference part, Terminal terminal) {
        Part before = part.before();
        Part after = part.after();
        if (after == null && before != null) {
            line(terminal, Paint.RED, "    - " + part.name() + described(before));
        } else if (before == null && after != null) {
            line(terminal, Paint.GREEN, "    + " + part.name() + described(after));
        } else if (before != null && after != null) {
            line(terminal, Paint.YELLOW, "    ~ " + part.name() + changed(before, after));
        }
    }

    private static String described(Part part) {
        return part.type().isEmpty() ? " = " + part.at() : "  " + part.type() + " at " + place(part);
    }

    private static String changed(Part before, Part after) {
        if (before.type().isEmpty()) {
            return ": " + before.at() + " -> " + after.at();
        }
        String type = before.type().equals(after.type()) ? before.type() : before.type() + " -> " + after.type();
        String was = place(before);
        String is = place(after);
        return "  " + type + " at " + (was.equals(is) ? was : was + " -> " + is);
    }

    /** Bytes from the start of the struct; of bit-fields the bit in it and how many. */
    private static String place(Part part) {
        long bytes = part.at() / 8;
        return part.bits() == 0
                ? Long.toString(bytes)
                : String.format(Locale.ROOT, "%d:%d (%d bits)", bytes, part.at() % 8, part.bits());
    }

    private static String word(BtfKind kind) {
        return switch (kind) {
            case FUNC -> "function";
            case VAR -> "variable";
            default -> kind.name().toLowerCase(Locale.ROOT);
        };
    }

    private static String summary(List<Difference> differences) {
        long changed = differences.stream()
                .filter(each -> each.before() != null && each.after() != null)
                .count();
        long removed = differences.stream().filter(each -> each.after() == null).count();
        long added = differences.stream().filter(each -> each.before() == null).count();
        return differences.isEmpty()
                ? "no difference"
                : changed + " changed, " + removed + " removed, " + added + " added";
    }

    private static void line(Terminal terminal, Paint paint, String text) {
        terminal.out().print(terminal.paint(paint, text) + "\n");
    }
}
