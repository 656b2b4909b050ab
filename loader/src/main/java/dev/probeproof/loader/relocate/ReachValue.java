// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

/**
 * What is known of a register or a spilled register. The order is: less is known of {@link #PLAIN} than of any other but
 * {@link #ANYTHING}, which may also be a pointer into the function's own stack.
 *
 * @param number the constant; bytes from the frame pointer; or the map's number in the upper half and bytes from its value
 *     in the lower
 */
record ReachValue(Kind kind, long number) {
    enum Kind {
        ANYTHING,
        PLAIN,
        CONSTANT,
        STACK,
        MAP_VALUE,
        NOT_NULL
    }

    static final ReachValue ANYTHING = new ReachValue(Kind.ANYTHING, 0);
    static final ReachValue PLAIN = new ReachValue(Kind.PLAIN, 0);
    static final ReachValue NOT_NULL = new ReachValue(Kind.NOT_NULL, 0);

    static ReachValue constant(long number) {
        return new ReachValue(Kind.CONSTANT, number);
    }

    /** A pointer into the function's own stack; far outside of it nothing is told apart. */
    static ReachValue stack(long offset) {
        return Math.abs(offset) < 0x1_0000 ? new ReachValue(Kind.STACK, offset) : ANYTHING;
    }

    static ReachValue mapValue(int map, long offset) {
        return offset == (int) offset
                ? new ReachValue(Kind.MAP_VALUE, (long) map << 32 | offset & 0xffff_ffffL)
                : PLAIN;
    }

    boolean isConstant() {
        return kind == Kind.CONSTANT;
    }

    int map() {
        return (int) (number >> 32);
    }

    int mapOffset() {
        return (int) number;
    }

    /** True if it is, or may be, a pointer into the function's own stack. */
    boolean maybeStack() {
        return kind == Kind.STACK || kind == Kind.ANYTHING;
    }

    /** True if a verifier that knows this of a pointer takes it for other than null, since 5.8. */
    boolean isNotNull() {
        return kind == Kind.MAP_VALUE || kind == Kind.NOT_NULL;
    }

    /** How another function sees it, which has a stack of its own. */
    ReachValue elsewhere() {
        return maybeStack() ? PLAIN : this;
    }

    /** True if this says nothing that the other does not say: whoever has looked at this has looked at the other. */
    boolean covers(ReachValue other) {
        return kind == Kind.ANYTHING || equals(other) || kind == Kind.PLAIN && !other.maybeStack();
    }

    ReachValue join(ReachValue other) {
        if (covers(other)) {
            return this;
        }
        if (other.covers(this)) {
            return other;
        }
        return maybeStack() || other.maybeStack() ? ANYTHING : PLAIN;
    }
}
