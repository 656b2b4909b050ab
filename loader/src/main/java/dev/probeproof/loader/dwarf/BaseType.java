// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

/**
 * A base type ({@code DW_TAG_base_type}).
 *
 * @param encoding {@code DW_AT_encoding}
 * @param sizeBytes {@code DW_AT_byte_size}
 */
record BaseType(String name, int encoding, int sizeBytes) {
    private static final int ADDRESS = 1;
    private static final int BOOLEAN = 2;
    private static final int SIGNED = 5;
    private static final int SIGNED_CHAR = 6;
    private static final int UNSIGNED = 7;
    private static final int UNSIGNED_CHAR = 8;
    private static final int UTF = 0x10;

    boolean isInteger() {
        return switch (encoding) {
            case ADDRESS, BOOLEAN, SIGNED, SIGNED_CHAR, UNSIGNED, UNSIGNED_CHAR, UTF -> true;
            default -> false;
        };
    }

    boolean isSigned() {
        return encoding == SIGNED || encoding == SIGNED_CHAR;
    }
}
