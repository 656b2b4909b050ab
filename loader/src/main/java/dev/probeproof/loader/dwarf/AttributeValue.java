// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The value of an attribute, with indexes of strings, addresses and lists already looked up.
 *
 * @param kind how to understand it
 * @param form {@code DW_FORM_*}, for those to whom the width matters
 * @param number of constants; for {@link Kind#REFERENCE} the offset of the DIE in its section, for {@link Kind#SIGNATURE} the
 *     signature of the type, for {@link Kind#SECTION_OFFSET} the offset in the section that the attribute is about; 1 or 0 for
 *     flags
 * @param text of {@link Kind#STRING}
 * @param bytes of {@link Kind#BLOCK}, {@link Kind#EXPRESSION}, and constants of 16 bytes
 */
public record AttributeValue(Kind kind, int form, long number, @Nullable String text, @Nullable Bytes bytes) {
    /** The classes of DWARF 5, section 7.5.5. */
    public enum Kind {
        ADDRESS,
        CONSTANT,
        STRING,
        /** Another DIE, by its offset in {@code .debug_info}. */
        REFERENCE,
        /** The type of a type unit, by its signature. */
        SIGNATURE,
        BLOCK,
        EXPRESSION,
        SECTION_OFFSET,
        FLAG,
        /** Something in another file; see {@link CompilationUnit#supplementaryFile()}. */
        SUPPLEMENTARY
    }

    static AttributeValue number(Kind kind, int form, long number) {
        return new AttributeValue(kind, form, number, null, null);
    }

    public boolean isConstant() {
        return kind == Kind.CONSTANT;
    }

    /** The number of a constant or flag, empty for other kinds. */
    public OptionalLong constant() {
        return (kind == Kind.CONSTANT && bytes == null) || kind == Kind.FLAG
                ? OptionalLong.of(number)
                : OptionalLong.empty();
    }

    /**
     * A constant as a signed number: forms of fixed width, which do not say whether they are signed, have their sign
     * extended.
     */
    public long signedNumber() {
        return switch (form) {
            case DwarfForm.DATA1 -> (byte) number;
            case DwarfForm.DATA2 -> (short) number;
            case DwarfForm.DATA4 -> (int) number;
            default -> number;
        };
    }
}
