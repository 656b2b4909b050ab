// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static dev.probeproof.loader.testing.RunnableCode.place;

/**
 * Calls of functions of the program, and those functions. A label tells what kind one is: {@code static_}, {@code global_}
 * or {@code callback_}.
 */
final class RunnableFunctions {
    /** Bytes of the caller's stack that a function gets a pointer to. */
    static final int SHARED_BYTES = 16;

    private final RunnableCode code;
    private final RunnableStack stack;
    private final RunnableArithmetic arithmetic;
    private final Random random;
    private final List<Wanted> wanted = new ArrayList<>();
    private int calls;
    /** How many functions are between this one and the program. */
    private int depth;

    private enum Kind {
        STATIC,
        GLOBAL,
        LOOP,
        EACH_ELEMENT,
        EACH_ENTRY
    }

    /** A function that was called and is still to be written. */
    private record Wanted(Kind kind, String label, boolean context, int depth) {}

    RunnableFunctions(RunnableCode code, RunnableStack stack, RunnableArithmetic arithmetic) {
        this.code = code;
        this.stack = stack;
        this.arithmetic = arithmetic;
        this.random = code.random();
    }

    /** False where a call would be too deep or too much. */
    boolean mayCall() {
        return depth < 2 && calls < 4;
    }

    /** Calls a function, old or new. */
    void call() {
        RunnableFrame frame = code.frame();
        if (!mayCall()) {
            arithmetic.statement();
            return;
        }
        calls++;
        int shared = frame.inZone(random, SHARED_BYTES);
        int first = code.savedScalar();
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                boolean context = frame.hasContext() && code.once(2);
                code.line("r1 = r" + first);
                code.line("r2 = r" + code.savedScalar());
                code.address(3, shared);
                if (context) {
                    code.context(4);
                } else {
                    code.line("r4 = " + code.number());
                }
                code.call(want(Kind.STATIC, "static_", context));
            }
            case 2 -> {
                code.line("r1 = r" + first);
                code.address(2, shared);
                code.call(want(Kind.GLOBAL, "global_", false));
            }
            case 3 -> {
                code.line("r1 = r" + first);
                arithmetic.bounded(1, 15);
                code.line("r2 = subprog[" + want(Kind.LOOP, "callback_", false) + "]");
                code.address(3, shared);
                code.line("r4 = 0");
                code.call("bpf_loop");
            }
            case 4 -> {
                code.line("r1 = map[idx:" + RunnableMaps.ARRAY + "]");
                code.line("r2 = subprog[" + want(Kind.EACH_ELEMENT, "callback_", false) + "]");
                code.address(3, shared);
                code.line("r4 = 0");
                code.call("bpf_for_each_map_elem");
            }
            default -> {
                int map = code.once(2) ? RunnableMaps.HASH : RunnableMaps.LRU;
                code.line("r1 = map[idx:" + map + "]");
                code.line("r2 = subprog[" + want(Kind.EACH_ENTRY, "callback_", false) + "]");
                code.address(3, shared);
                code.line("r4 = 0");
                code.call("bpf_for_each_map_elem");
            }
        }
        int target = frame.pickSaved(random);
        if (target >= 0) {
            code.line("r" + target + " = r0");
            frame.scalar(target);
        }
    }

    private String want(Kind kind, String prefix, boolean context) {
        String label = prefix + wanted.size() + "_" + code.label();
        wanted.add(new Wanted(kind, label, context, depth + 1));
        return label;
    }

    /** Writes what was called, and what that calls. */
    void writeAll(Body body) {
        for (int next = 0; next < wanted.size(); next++) {
            Wanted function = wanted.get(next);
            depth = function.depth();
            code.line(function.label() + ":");
            switch (function.kind()) {
                case STATIC -> statically(function, body);
                case GLOBAL -> globally(body);
                case LOOP -> loop(body);
                case EACH_ELEMENT -> eachElement(body);
                case EACH_ENTRY -> eachEntry();
            }
        }
    }

    /** What writes statements. */
    @FunctionalInterface
    interface Body {
        void statements(int count);
    }

    private RunnableFrame begin() {
        RunnableFrame frame = new RunnableFrame(8 * random.nextInt(2), 2 + random.nextInt(2));
        code.frame(frame);
        return frame;
    }

    private void statically(Wanted function, Body body) {
        RunnableFrame frame = begin();
        code.line("r6 = r3");
        code.line("r7 = r1");
        code.line("r8 = r2");
        for (int register : new int[] {1, 2, 7, 8}) {
            frame.scalar(register);
        }
        if (function.context()) {
            int slot = frame.newSlot();
            code.line(place(8, 10, -slot) + " = r4");
            frame.contextAt(slot);
        } else {
            frame.scalar(4);
        }
        frame.callerMemoryIn(6);
        code.constant(9);
        stack.fillZone();
        body.statements(1 + random.nextInt(4));
        code.line("r0 = r" + code.scalar());
        code.line("exit");
    }

    private void globally(Body body) {
        RunnableFrame frame = begin();
        String there = code.label();
        code.line("if r2 != 0 goto " + there);
        code.line("r0 = " + code.number());
        code.line("exit");
        code.line(there + ":");
        code.line("r6 = r2");
        code.line("r7 = r1");
        frame.scalar(7);
        frame.callerMemoryIn(6);
        code.constant(8);
        code.constant(9);
        stack.fillZone();
        body.statements(1 + random.nextInt(3));
        code.line("r0 = r" + code.scalar());
        code.line("exit");
    }

    private void loop(Body body) {
        RunnableFrame frame = begin();
        code.line("r6 = r2");
        code.line("r7 = r1");
        frame.scalar(7);
        frame.callerMemoryIn(6);
        code.constant(8);
        code.constant(9);
        stack.fillZone();
        body.statements(1 + random.nextInt(3));
        endCallback();
    }

    private void endCallback() {
        if (code.once(2)) {
            code.line("r0 = r" + code.scalar());
            code.line("r0 &= 1");
        } else {
            code.line("r0 = " + (code.once(8) ? 1 : 0));
        }
        code.line("exit");
    }

    private void eachElement(Body body) {
        RunnableFrame frame = begin();
        code.line("r6 = r4");
        code.line("r7 = " + place(4, 2, 0));
        code.line("r8 = r3");
        frame.scalar(7);
        frame.callerMemoryIn(6);
        frame.hold(8);
        code.constant(9);
        stack.fillZone();
        stack.access(8, 64, false);
        body.statements(1 + random.nextInt(2));
        stack.access(8, 64, false);
        endCallback();
    }

    /** In an order that nobody knows: what it does must not depend on it. */
    private void eachEntry() {
        code.line("r1 = " + place(4, 2, 0));
        for (int i = random.nextInt(3); i >= 0; i--) {
            int size = code.size();
            int from = size * random.nextInt(24 / size);
            code.line("r5 = " + place(size, 3, from));
            if (code.once(2)) {
                code.line("r5 *= r1");
            }
            code.line("r0 = " + place(8, 4, 8));
            code.line("r0 += r5");
            code.line(place(8, 4, 8) + " = r0");
        }
        if (code.once(2)) {
            code.line("lock " + place(8, 4, 0) + " ^= r1");
        }
        if (code.once(2)) {
            code.line(place(4, 3, 4) + " = r1");
        }
        code.line("r0 = 0");
        code.line("exit");
    }

    /** An access to what the caller lent. */
    void callerMemory() {
        int base = code.frame().callerMemory();
        if (base < 0) {
            stack.statement();
        } else {
            stack.access(base, SHARED_BYTES, true);
        }
    }
}
