// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.range;

import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import java.util.Arrays;
import java.util.TreeSet;

import static dev.probeproof.loader.insn.Opcode.*;

/**
 * Where a range that grows in a loop may come to rest: at numbers that the program compares with, and their neighbours. So
 * that a loop is not followed round by round, an end that moves goes on to the next of these.
 */
final class Widening {
    /** No marks at all: whatever grew becomes unknown. */
    static final Widening TO_UNKNOWN = new Widening(new TreeSet<>());

    private final long[] signed;
    private final long[] unsigned;
    private final int[] signedLow;
    private final int[] unsignedLow;

    private Widening(TreeSet<Long> marks) {
        signed = marks.stream().mapToLong(Long::longValue).sorted().toArray();
        unsigned = marks.stream()
                .sorted(Long::compareUnsigned)
                .mapToLong(Long::longValue)
                .toArray();
        int[] low = marks.stream().mapToInt(Long::intValue).distinct().toArray();
        signedLow = Arrays.stream(low).sorted().toArray();
        unsignedLow = Arrays.stream(low)
                .boxed()
                .sorted(Integer::compareUnsigned)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** By numbers that every program may come to rest at: what fits a number of bytes. */
    static Widening coarse() {
        TreeSet<Long> marks = new TreeSet<>();
        for (int bits = 8; bits <= 32; bits += 8) {
            marks.add((1L << bits) - 1);
            marks.add((1L << bits - 1) - 1);
            marks.add(-1L << bits - 1);
        }
        return new Widening(withEnds(marks));
    }

    /** By the numbers that a program compares with and masks with. */
    static Widening of(Instructions program) {
        TreeSet<Long> marks = new TreeSet<>();
        for (int slot = 0; slot < program.size(); slot += program.get(slot).isWide() ? 2 : 1) {
            Instruction instruction = program.get(slot);
            int cls = instruction.instructionClass();
            boolean compares = (cls == JMP || cls == JMP32) && (instruction.opcode() & X) == 0;
            boolean masks = (cls == ALU || cls == ALU64) && (instruction.opcode() & 0xf8) == AND;
            if (compares || masks) {
                for (int neighbour = -1; neighbour <= 1; neighbour++) {
                    marks.add((long) instruction.imm() + neighbour);
                }
            }
        }
        for (long each : coarse().signed) {
            marks.add(each);
        }
        return new Widening(marks);
    }

    private static TreeSet<Long> withEnds(TreeSet<Long> marks) {
        marks.add(0L);
        marks.add(-1L);
        marks.add(Long.MIN_VALUE);
        marks.add(Long.MAX_VALUE);
        return marks;
    }

    /** The bounds that grew to others, with each end that moved at the next mark. */
    Bounds widen(Bounds before, Bounds grown) {
        if (this == TO_UNKNOWN) {
            return Bounds.UNKNOWN;
        }
        return Joining.aligned(Bounds.of(
                grown.tnum(),
                before.smin() == grown.smin() ? grown.smin() : below(signed, grown.smin()),
                before.smax() == grown.smax() ? grown.smax() : above(signed, grown.smax()),
                before.umin() == grown.umin() ? grown.umin() : belowUnsigned(grown.umin()),
                before.umax() == grown.umax() ? grown.umax() : aboveUnsigned(grown.umax()),
                before.s32min() == grown.s32min() ? grown.s32min() : below(signedLow, grown.s32min()),
                before.s32max() == grown.s32max() ? grown.s32max() : above(signedLow, grown.s32max()),
                before.u32min() == grown.u32min() ? grown.u32min() : belowUnsigned32(grown.u32min()),
                before.u32max() == grown.u32max() ? grown.u32max() : aboveUnsigned32(grown.u32max())));
    }

    private static long below(long[] marks, long end) {
        for (int i = marks.length - 1; i >= 0; i--) {
            if (marks[i] <= end) {
                return marks[i];
            }
        }
        return Long.MIN_VALUE;
    }

    private static long above(long[] marks, long end) {
        for (long mark : marks) {
            if (mark >= end) {
                return mark;
            }
        }
        return Long.MAX_VALUE;
    }

    private long belowUnsigned(long end) {
        for (int i = unsigned.length - 1; i >= 0; i--) {
            if (Long.compareUnsigned(unsigned[i], end) <= 0) {
                return unsigned[i];
            }
        }
        return 0;
    }

    private long aboveUnsigned(long end) {
        for (long mark : unsigned) {
            if (Long.compareUnsigned(mark, end) >= 0) {
                return mark;
            }
        }
        return -1;
    }

    private static int below(int[] marks, int end) {
        for (int i = marks.length - 1; i >= 0; i--) {
            if (marks[i] <= end) {
                return marks[i];
            }
        }
        return Integer.MIN_VALUE;
    }

    private static int above(int[] marks, int end) {
        for (int mark : marks) {
            if (mark >= end) {
                return mark;
            }
        }
        return Integer.MAX_VALUE;
    }

    private int belowUnsigned32(int end) {
        for (int i = unsignedLow.length - 1; i >= 0; i--) {
            if (Integer.compareUnsigned(unsignedLow[i], end) <= 0) {
                return unsignedLow[i];
            }
        }
        return 0;
    }

    private int aboveUnsigned32(int end) {
        for (int mark : unsignedLow) {
            if (Integer.compareUnsigned(mark, end) >= 0) {
                return mark;
            }
        }
        return -1;
    }
}
