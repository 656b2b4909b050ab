// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.proof;

/**
 * What holds for a register whenever a run gets to an instruction: on every path, in every call of the function.
 *
 * @param kind what the register holds
 * @param min of a number, the least value, unsigned; of a pointer, the least distance in bytes from the start of what it
 *     points into, signed (for a stack from its end, so negative)
 * @param max the greatest of those
 * @param mayBeNull whether a pointer may be 0 instead
 * @param map of {@link Kind#MAP_POINTER} and {@link Kind#MAP_VALUE}: index among the program's maps; -1 if it is not
 *     always the same one, or an element of a map of maps
 */
public record RegisterProof(Kind kind, long min, long max, boolean mayBeNull, int map) {
    /** Nothing is known, or nothing that holds always. */
    public static final RegisterProof UNKNOWN = new RegisterProof(Kind.UNKNOWN, 0, -1, false, -1);

    /** A number without bounds. */
    public static final RegisterProof NUMBER = new RegisterProof(Kind.NUMBER, 0, -1, false, -1);

    /** What a register holds. */
    public enum Kind {
        /** Not always the same kind of thing, or never written. */
        UNKNOWN,
        NUMBER,
        CONTEXT,
        /** The stack of the function that the instruction belongs to. */
        STACK,
        /** The stack of a function that called it, not always the same one perhaps. */
        CALLER_STACK,
        MAP_POINTER,
        MAP_VALUE,
        PACKET,
        /** Bytes before the packet that programs may use. */
        PACKET_META,
        PACKET_END,
        /** Memory of a known size that a helper gave out: a ring buffer's record, a slice. */
        MEMORY,
        /** A kernel object by its type: a load that finds nothing there gives 0 in a kernel. */
        KERNEL_OBJECT,
        /** A function of the program. */
        FUNCTION,
        /** Another pointer: sockets, keys of maps, what no other word is for. */
        OTHER_POINTER
    }

    /** A number within unsigned bounds. */
    public static RegisterProof number(long min, long max) {
        return new RegisterProof(Kind.NUMBER, min, max, false, -1);
    }

    public boolean is(Kind other) {
        return kind == other;
    }

    /** Whether it always has the same value, or the same distance. */
    public boolean isConstant() {
        return kind != Kind.UNKNOWN && min == max;
    }

    /** Whether it is a number from 0 to 2³¹ - 1. */
    public boolean isSmall() {
        return kind == Kind.NUMBER && min >= 0 && max >= 0 && max <= Integer.MAX_VALUE;
    }
}
