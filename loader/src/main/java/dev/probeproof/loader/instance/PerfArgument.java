// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import java.util.List;
import java.util.Locale;

/**
 * An argument in perf's form: what {@code value}, the references and the type of a probe argument were between 2015 and
 * 2023.
 *
 * @param value the base: {@code %di}, {@code @symbol}, {@code \imm}, or text that perf passed through
 * @param references memory accesses, innermost first
 * @param type the type's text such as {@code u32} or {@code string}, or empty
 */
public record PerfArgument(String value, List<Reference> references, String type) {

    /** One memory access at value + offset; {@code user} asks for user memory, for this and all later accesses. */
    public record Reference(long offset, boolean user) {}

    public PerfArgument {
        references = List.copyOf(references);
    }

    /**
     * The same fetch as perf would have described it. Says nothing about whether perf's prologue fetches it right:
     * text, bit-fields and bytes come out as perf's first eight bytes.
     *
     * @throws PrologueException for a base that perf's language cannot say
     */
    public static PerfArgument of(FetchArgument.Fetch fetch) {
        return new PerfArgument(
                value(fetch.base()),
                fetch.derefs().stream().map(PerfArgument::reference).toList(),
                type(fetch.leaf()));
    }

    private static Reference reference(Deref deref) {
        return new Reference(deref.offset(), deref.space() == AddressSpaceKind.USER);
    }

    private static String value(FetchBase base) {
        if (base instanceof FetchBase.Register register) {
            return "%" + register.register().name();
        } else if (base instanceof FetchBase.Immediate immediate) {
            return "\\" + immediate.value();
        } else if (base instanceof FetchBase.Symbol symbol) {
            return "@" + symbol.name()
                    + (symbol.offset() == 0 ? "" : String.format(Locale.ROOT, "%+d", symbol.offset()));
        }
        if (base instanceof FetchBase.Comm) {
            return "$comm";
        }
        throw new PrologueException(
                PrologueException.Reason.UNSUPPORTED,
                "perf's language has no word for a value that is computed, per CPU, in pieces or absent");
    }

    private static String type(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Int value) {
            return (value.signed() ? "s" : "u") + value.sizeBytes() * 8;
        } else if (leaf instanceof FetchLeaf.Bits bits) {
            return "b" + bits.widthBits() + "@" + bits.shift() + "/" + bits.containerBytes() * 8;
        } else if (leaf instanceof FetchLeaf.Memory memory) {
            return "u8[" + memory.sizeBytes() + "]";
        }
        return "string";
    }

    /**
     * Width in bytes of the last load of a fetched argument: the decimal number right after the first character of the
     * type, if that is 8, 16 or 32; 8 bytes for everything else, unreadable and missing types included.
     */
    int loadBytes() {
        int end = 1;
        while (end < type.length() && type.charAt(end) >= '0' && type.charAt(end) <= '9') {
            end++;
        }
        return switch (end > 1 ? type.substring(1, end) : "") {
            case "8" -> 1;
            case "16" -> 2;
            case "32" -> 4;
            default -> 8;
        };
    }

    /** As a kprobe definition writes it: {@code +16(+8(%di)):u32}. */
    @Override
    public String toString() {
        String text = value;
        for (Reference reference : references) {
            text = (reference.offset() < 0 ? "-" : "+")
                    + (reference.user() ? "u" : "")
                    + Long.toUnsignedString(Math.abs(reference.offset()))
                    + "(" + text + ")";
        }
        return type.isEmpty() ? text : text + ":" + type;
    }
}
