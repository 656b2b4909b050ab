// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import java.util.Random;

import static dev.probeproof.loader.testing.RunnableCode.place;

/** Statements on the stack, and on any other memory that a register points to. */
final class RunnableStack {
    private static final String[] FETCHED = {"fetch_add", "fetch_or", "fetch_and", "fetch_xor", "xchg"};

    private final RunnableCode code;
    private final RunnableArithmetic arithmetic;
    private final Random random;

    RunnableStack(RunnableCode code, RunnableArithmetic arithmetic) {
        this.code = code;
        this.arithmetic = arithmetic;
        this.random = code.random();
    }

    /** Gives the zone its first numbers. */
    void fillZone() {
        RunnableFrame frame = code.frame();
        for (int distance = frame.zoneDistance(); distance > frame.zoneDistance() - frame.zoneBytes(); distance -= 8) {
            int register = frame.pickScalar(random, 0);
            if (register >= 0 && code.once(2)) {
                code.line(place(8, 10, -distance) + " = r" + register);
            } else if (code.once(6)) {
                code.line(place(4, 10, -distance) + " = " + code.number());
                code.line(place(2, 10, 4 - distance) + " = " + code.number());
                code.line(place(1, 10, 6 - distance) + " = " + code.number());
                code.line(place(1, 10, 7 - distance) + " = " + code.number());
            } else {
                code.line(place(8, 10, -distance) + " = " + code.number());
            }
        }
    }

    /** One access to the zone, mostly. */
    void statement() {
        RunnableFrame frame = code.frame();
        switch (random.nextInt(8)) {
            case 0 -> spill();
            case 1 -> {
                int temporary = code.scratch();
                code.address(temporary, frame.zoneDistance());
                frame.hold(temporary);
                access(temporary, frame.zoneBytes(), true);
                frame.release(temporary);
            }
            case 2 -> variable(10, -frame.zoneDistance(), frame.zoneBytes(), true);
            default -> constantAccess(10, -frame.zoneDistance(), frame.zoneBytes(), true);
        }
    }

    /** A number through a slot of its own, or a pointer into the zone that takes that way. */
    private void spill() {
        RunnableFrame frame = code.frame();
        int slot = frame.newSlot();
        if (code.once(2)) {
            code.line(place(8, 10, -slot) + " = r" + code.scalar());
            arithmetic.statement();
            int target = code.writable();
            code.line("r" + target + " = " + place(8, 10, -slot));
            frame.scalar(target);
        } else {
            int pointer = code.scratch();
            code.address(pointer, frame.zoneDistance());
            code.line(place(8, 10, -slot) + " = r" + pointer);
            arithmetic.statement();
            int back = code.scratch();
            code.line("r" + back + " = " + place(8, 10, -slot));
            frame.hold(back);
            constantAccess(back, 0, frame.zoneBytes(), true);
            frame.release(back);
        }
    }

    /** An access to memory of so many bytes at a register, constant or not. */
    void access(int base, int bytes, boolean aligned) {
        if (code.once(3)) {
            variable(base, 0, bytes, aligned);
        } else {
            constantAccess(base, 0, bytes, aligned);
        }
    }

    /** The same for memory without atomic operations, at a constant offset. */
    void plainAccess(int base, int bytes) {
        int size = code.size();
        if (size > bytes) {
            size = 1;
        }
        one(base, random.nextInt(bytes - size + 1), size, false);
    }

    private void constantAccess(int base, int start, int bytes, boolean aligned) {
        int size = code.size();
        int step = aligned || code.once(2) ? size : 1;
        int offset = start + step * random.nextInt((bytes - size) / step + 1);
        one(base, offset, size, start % 8 == 0 && (offset - start) % size == 0);
    }

    /** An access at an offset that is known at run time only. */
    private void variable(int base, int start, int bytes, boolean aligned) {
        RunnableFrame frame = code.frame();
        int size = code.size();
        int index = code.savedScalar();
        int pointer = code.scratch(index);
        int max = (bytes - size) / (aligned ? size : 1);
        if (max <= 0) {
            constantAccess(base, start, bytes, aligned);
            return;
        }
        code.line("r" + pointer + " = r" + index);
        arithmetic.bounded(pointer, max);
        if (aligned && size > 1) {
            code.line("r" + pointer + (code.once(2) ? " *= " + size : " <<= " + Integer.numberOfTrailingZeros(size)));
        }
        // Linux 6.18 forgets the frame where a pointer to a stack is added to a number.
        boolean inFunction = aligned && frame.callerMemory() >= 0;
        if (inFunction || code.once(2)) {
            int sum = code.scratch(pointer);
            code.line("r" + sum + " = r" + base);
            code.line("r" + sum + " += r" + pointer);
            frame.noScalar(sum);
            pointer = sum;
        } else {
            code.line("r" + pointer + " += r" + base);
        }
        frame.hold(pointer);
        one(pointer, start, size, false);
        frame.release(pointer);
    }

    /** One load, store or atomic operation. */
    private void one(int base, int offset, int size, boolean atomic) {
        RunnableFrame frame = code.frame();
        String place = place(size, base, offset);
        switch (random.nextInt(atomic && size >= 4 ? 8 : 6)) {
            case 0, 1 -> {
                int target = code.writable();
                code.line("r" + target + " = " + place);
                frame.scalar(target);
            }
            case 2 -> {
                int target = code.writable();
                code.line("r" + target + " = " + (size < 8 ? place.replace("(u", "(s") : place));
                frame.scalar(target);
            }
            case 3 -> code.line(place + " = " + code.number());
            case 4, 5 -> code.line(place + " = r" + code.scalar());
            default -> atomic(place, size);
        }
    }

    private void atomic(String place, int size) {
        RunnableFrame frame = code.frame();
        String pointer = place.substring(1);
        String width = size == 8 ? "r" : "w";
        String name = size == 8 ? "atomic64_" : "atomic_";
        int source = code.scalar();
        switch (random.nextInt(6)) {
            case 0, 1 -> code.line("lock " + place + " " + code.pick("+=", "|=", "&=", "^=") + " " + width + source);
            case 2 -> {
                if (frame.isHeld(0)) {
                    code.line("lock " + place + " += " + width + source);
                    return;
                }
                if (!frame.isScalar(0) || code.once(2)) {
                    code.line("r0 = " + place);
                    frame.scalar(0);
                }
                code.line(width + "0 = " + name + "cmpxchg(" + pointer + ", " + width + "0, " + width + source + ")");
            }
            case 3 -> {
                if (code.once(2)) {
                    int target = code.writable();
                    code.line(width + target + " = load_acquire(" + pointer + ")");
                    frame.scalar(target);
                } else {
                    code.line("store_release(" + pointer + ", " + width + source + ")");
                }
            }
            default ->
                code.line(width + source + " = " + name + code.pick(FETCHED) + "(" + pointer + ", " + width + source
                        + ")");
        }
    }
}
