// SPDX-License-Identifier: MIT
package dev.probeproof.loader.fetch;

/**
 * A 64-bit value computed from registers and memory, as debug information describes variables that a compiler keeps nowhere
 * ({@code DW_OP_stack_value}), and as {@code &x}, casts of addresses and per-CPU variables need.
 *
 * <p>Arithmetic is modulo 2<sup>64</sup>. A memory access that faults makes the whole argument fail. Trees have at most
 * {@link #MAX_NODES} nodes and {@link #MAX_DEPTH} levels.
 */
public sealed interface FetchValue {
    int MAX_NODES = 512;
    int MAX_DEPTH = 64;

    /** The 64 bits of a register of the probe context. */
    record Register(dev.probeproof.loader.arch.Register register) implements FetchValue {}

    record Constant(long value) implements FetchValue {}

    /** The address of a symbol plus an offset in bytes. */
    record Symbol(String name, long offset) implements FetchValue {}

    /** The address of this CPU's copy of a per-CPU variable plus an offset in bytes. */
    record PerCpu(String name, long offset) implements FetchValue {}

    /**
     * An integer in memory, in the target's byte order, extended with zeros.
     *
     * @param sizeBytes 1, 2, 4 or 8
     */
    record Memory(FetchValue address, int sizeBytes, AddressSpaceKind space) implements FetchValue {}

    /** The low {@code bits} (1 to 64) of a value, extended by its sign or with zeros. */
    record Extend(FetchValue value, int bits, boolean signed) implements FetchValue {}

    record Unary(UnaryOperator operator, FetchValue value) implements FetchValue {}

    record Binary(BinaryOperator operator, FetchValue left, FetchValue right) implements FetchValue {}

    /** Operators of one operand. */
    enum UnaryOperator {
        NEGATE,
        COMPLEMENT
    }

    /** Operators of two operands; comparisons yield 1 or 0. Shifts by 64 and more yield 0, or the sign for SHIFT_RIGHT_SIGNED. */
    enum BinaryOperator {
        ADD,
        SUBTRACT,
        MULTIPLY,
        /** Signed; by 0 yields 0. */
        DIVIDE_SIGNED,
        /** Unsigned; by 0 yields 0. */
        DIVIDE_UNSIGNED,
        /** Unsigned; by 0 yields the left operand. */
        REMAINDER_UNSIGNED,
        AND,
        OR,
        XOR,
        SHIFT_LEFT,
        SHIFT_RIGHT,
        SHIFT_RIGHT_SIGNED,
        EQUAL,
        NOT_EQUAL,
        LESS_SIGNED,
        LESS_OR_EQUAL_SIGNED,
        GREATER_SIGNED,
        GREATER_OR_EQUAL_SIGNED
    }
}
