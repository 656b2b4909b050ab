// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.profile;

/** What changed a verdict or its words, by the first release that has it. */
public enum KernelChange {
    /** Loops are followed, not refused as back-edges. */
    BOUNDED_LOOPS("5.3"),
    /** A million instructions are followed for privileged users, not 131,072. */
    MILLION_INSTRUCTIONS("5.2"),
    /** Sign-extending loads and moves, 32-bit-offset jumps, unconditional byte swap, signed division. */
    ISA_V4("6.6"),
    /** Unknown bits of a product are summed apart from the known product. */
    SEPARATE_TNUM_PRODUCT("5.14"),
    /** A constant on the left side decides a branch. */
    CONSTANT_LEFT_BRANCH("6.4"),
    /** Low half and whole narrow each other's range; a comparison narrows both its sides. */
    CROSS_WIDTH_BOUNDS("6.8"),
    /** OR, XOR and MUL with a right side that is not constant have bounds. */
    VARIABLE_SOURCE_BOUNDS("6.10"),
    /** A sign-extended number with a low half that is not negative has a zero upper half. */
    SIGN_EXTENDED_BOUNDS("6.11"),
    /** Products of numbers that may be negative have bounds. */
    SIGNED_PRODUCT_BOUNDS("6.14"),
    /** Sums that overflow at both ends keep their range. */
    WRAPPED_SUM_BOUNDS("6.17"),
    /** Negation has bounds. */
    NEGATION_BOUNDS("6.18"),
    /** A product's unknown bits come from long multiplication with unions. */
    UNION_TNUM_PRODUCT("6.18"),
    /** Known bits that differ decide an equality. */
    BITS_DECIDE_EQUALITY("6.12"),
    /** Byte-order conversions keep what is known of the bits (late 6.18 stable releases). */
    BYTE_ORDER_BOUNDS("6.18"),
    /** A signed range that crosses zero narrows the unsigned one (6.17, and the stable releases of 6.12). */
    SPLIT_AT_SIGN_BOUNDS("6.12"),
    /** The only number that bits and range have in common is known (late 6.18 stable releases). */
    SINGLE_MEMBER_BOUNDS("6.18"),
    /** AND and OR of a number that is 0 or -1 are followed on two paths (late 6.18 stable releases). */
    MASK_FORKS("6.12"),
    /** A left shift by 32 keeps the sign of the low half. */
    SIGNED_SHIFT_OUT("6.1"),
    /** The range of a 64-bit number tells bits of its low half. */
    LOW_BITS_FROM_WHOLE("5.19"),
    /** Bits that a test found clear start the ranges anew (6.17, and the stable releases since 6.1). */
    CLEAR_BITS_RESTART("6.1"),
    /** One circular range for each width; division by constants has bounds; impossible branches are dead. */
    CIRCULAR_BOUNDS("7.2"),
    /** A register compared with itself decides the branch. */
    SAME_REGISTER_BRANCH("6.19");

    private final String since;

    KernelChange(String since) {
        this.since = since;
    }

    /** The first release, such as {@code 5.3}. */
    public String since() {
        return since;
    }
}
