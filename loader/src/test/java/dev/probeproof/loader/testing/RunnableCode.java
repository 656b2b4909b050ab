// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.uapi.ProgramType;
import java.util.Random;

/** The program as far as it is written, and the dice. */
final class RunnableCode {
    static final int[] SIZES = {1, 2, 4, 8};

    private static final long[] ODD = {
        0,
        1,
        -1,
        2,
        7,
        8,
        31,
        32,
        33,
        63,
        64,
        65,
        127,
        128,
        255,
        256,
        0x7fff,
        0x8000,
        0xffff,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_ffffL,
        0x1_0000_0000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        -2,
        -8,
        -128,
        Integer.MIN_VALUE
    };

    private final StringBuilder text = new StringBuilder();
    private final ProgramType type;
    private final Random random;
    private RunnableFrame frame = new RunnableFrame(0, 1);
    private int labels;

    RunnableCode(ProgramType type, Random random) {
        this.type = type;
        this.random = random;
    }

    ProgramType type() {
        return type;
    }

    Random random() {
        return random;
    }

    RunnableFrame frame() {
        return frame;
    }

    void frame(RunnableFrame begun) {
        frame = begun;
    }

    String text() {
        return text.toString();
    }

    void line(String line) {
        text.append(line).append('\n');
    }

    String label() {
        return "L" + labels++;
    }

    /** True once in so many times. */
    boolean once(int times) {
        return random.nextInt(times) == 0;
    }

    String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    int size() {
        return SIZES[random.nextInt(SIZES.length)];
    }

    /** A number for 64 bits, often one at which something changes. */
    long wide() {
        return once(3) ? random.nextLong() : ODD[random.nextInt(ODD.length)];
    }

    /** The same for an immediate. */
    int number() {
        return once(2) ? (int) ODD[random.nextInt(ODD.length)] : once(3) ? random.nextInt() : random.nextInt(100) - 20;
    }

    void constant(int register) {
        long value = wide();
        if (value == (int) value) {
            line((once(4) ? "w" : "r") + register + " = " + value);
        } else {
            line("r" + register + " = " + value + " ll");
        }
        frame.scalar(register);
    }

    /** A register with a number in it, which may be one that calls do not keep. */
    int scalar() {
        int register = frame.pickScalar(random, 0);
        return register >= 0 ? register : fresh();
    }

    /** The same, and no argument of the call that is being prepared overwrites it. */
    int savedScalar() {
        int register = frame.pickScalar(random, 6);
        if (register >= 0) {
            return register;
        }
        int saved = frame.pickSaved(random);
        if (saved < 0) {
            throw new IllegalStateException("all registers are taken");
        }
        constant(saved);
        return saved;
    }

    private int fresh() {
        int register = frame.pickWritable(random);
        constant(register);
        return register;
    }

    int writable() {
        return frame.pickWritable(random);
    }

    /** One that no call keeps, and that is none of these. */
    int scratch(int... others) {
        while (true) {
            int register = random.nextInt(6);
            boolean other = frame.isHeld(register);
            for (int each : others) {
                other |= each == register;
            }
            if (!other) {
                return register;
            }
        }
    }

    void call(String what) {
        line("call " + what);
        frame.clobber();
    }

    /** The address of a place on the stack, into a register that holds a number no more. */
    void address(int register, int distance) {
        line("r" + register + " = r10");
        line("r" + register + " += -" + distance);
        frame.noScalar(register);
    }

    /** The context, into a register that holds a number no more. */
    void context(int register) {
        if (frame.contextRegister() >= 0) {
            line("r" + register + " = r" + frame.contextRegister());
        } else {
            line("r" + register + " = *(u64 *)(r10 -" + frame.contextSlot() + ")");
        }
        frame.noScalar(register);
    }

    static String place(int bytes, int base, int offset) {
        return "*(u" + 8 * bytes + " *)(r" + base + (offset < 0 ? " -" + -offset : " +" + offset) + ")";
    }

    boolean isTracing() {
        return type == ProgramType.KPROBE || type == ProgramType.RAW_TRACEPOINT;
    }

    boolean hasPacketPointers() {
        return type == ProgramType.XDP || type == ProgramType.SCHED_CLS;
    }
}
