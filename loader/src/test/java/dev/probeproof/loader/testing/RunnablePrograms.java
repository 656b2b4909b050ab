// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.uapi.ProgramType;
import java.util.Random;

import static dev.probeproof.loader.testing.RunnableCode.place;

/**
 * Programs that a verifier accepts, nearly always, and that compute something which depends on all that they did: numbers
 * and a part of the stack go into a map at the end. No address and nothing that was not written reaches a result, so
 * that kernels agree on them. The same seed gives the same program.
 */
public final class RunnablePrograms {
    private final RunnableCode code;
    private final Random random;
    private final boolean surroundings;
    private final RunnableArithmetic arithmetic;
    private final RunnableStack stack;
    private final RunnableValues values;
    private final RunnablePackets packets;
    private final RunnableHelpers helpers;
    private final RunnableFunctions functions;
    private boolean main = true;
    /** Whether a pointer is held that a change of the packet would take away, or a record that has to be given back. */
    private boolean pinned;

    private RunnablePrograms(ProgramType type, Random random, boolean surroundings) {
        this.random = random;
        this.surroundings = surroundings;
        code = new RunnableCode(type, random);
        arithmetic = new RunnableArithmetic(code);
        stack = new RunnableStack(code, arithmetic);
        values = new RunnableValues(code, stack, arithmetic);
        packets = new RunnablePackets(code, stack, arithmetic);
        helpers = new RunnableHelpers(code, arithmetic, values);
        functions = new RunnableFunctions(code, stack, arithmetic);
    }

    /** A program for test runs, with the same result in every kernel. */
    public static RunnableProgram of(long seed) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L + 7);
        ProgramType type = switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> ProgramType.RAW_TRACEPOINT;
            case 4, 5 -> ProgramType.SOCKET_FILTER;
            case 6, 7, 8 -> ProgramType.XDP;
            default -> ProgramType.SCHED_CLS;
        };
        return new RunnableProgram(seed, type, new RunnablePrograms(type, random, false).write());
    }

    /** A program that asks for clocks, CPUs and random numbers as well, and prints: the same result in the same kernel. */
    public static RunnableProgram withSurroundings(long seed) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L + 11);
        ProgramType type = switch (random.nextInt(5)) {
            case 0, 1 -> ProgramType.KPROBE;
            case 2 -> ProgramType.RAW_TRACEPOINT;
            case 3 -> ProgramType.XDP;
            default -> ProgramType.SCHED_CLS;
        };
        return new RunnableProgram(seed, type, new RunnablePrograms(type, random, true).write());
    }

    private String write() {
        RunnableFrame frame = new RunnableFrame(8 * random.nextInt(3), 3 + random.nextInt(5));
        code.frame(frame);
        if (code.once(3)) {
            int slot = frame.newSlot();
            code.line(place(8, 10, -slot) + " = r1");
            frame.contextAt(slot);
            code.constant(6);
        } else {
            code.line("r6 = r1");
            frame.contextIn(6);
        }
        for (int register = 7; register <= 9; register++) {
            if (code.isTracing() && code.once(2)) {
                code.line("r" + register + " = " + place(8, 1, 8 * random.nextInt(12)));
                frame.scalar(register);
            } else {
                code.constant(register);
            }
        }
        stack.fillZone();
        statements(3 + random.nextInt(code.once(4) ? 22 : 10), 0);
        finish();
        main = false;
        functions.writeAll(count -> statements(count, 2));
        return code.text();
    }

    /** Whatever is known goes into the map of results. */
    private void finish() {
        RunnableFrame frame = code.frame();
        int result = code.scratch();
        frame.hold(result);
        frame.noScalar(result);
        code.line("r" + result + " = map[idx:" + RunnableMaps.RESULT + "][0]+0");
        for (int register = 0; register < 10; register++) {
            if (frame.isScalar(register)) {
                code.line(place(8, result, 8 * register) + " = r" + register);
            }
        }
        int carrier = code.scratch(result);
        for (int i = 0; i < frame.zoneBytes(); i += 8) {
            if (!code.once(4)) {
                code.line("r" + carrier + " = " + place(8, 10, i - frame.zoneDistance()));
                code.line(place(8, result, 80 + i) + " = r" + carrier);
                frame.scalar(carrier);
            }
        }
        int last = frame.pickScalar(random, 0);
        code.line(last < 0 || code.once(4) ? "r0 = " + code.number() : "r0 = r" + last);
        code.line("exit");
    }

    private void statements(int count, int depth) {
        for (int i = 0; i < count; i++) {
            statement(depth);
        }
    }

    private void statement(int depth) {
        switch (random.nextInt(40)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> arithmetic.statement();
            case 8, 9, 10, 11, 12 -> stack.statement();
            case 13, 14 -> values.global();
            case 15, 16, 17 -> nested(depth, 2, () -> values.lookUp(() -> inside(depth)));
            case 18 -> values.update();
            case 19 -> values.delete();
            case 20, 21 -> helpers.probeRead();
            case 22 -> helpers.text();
            case 23, 24 -> nested(depth, 2, functions::call);
            case 25 -> nested(depth, 2, this::ring);
            case 26, 27 -> context();
            case 28, 29, 30 -> packet(depth);
            case 31 -> nested(depth, 2, () -> loop(depth));
            case 32 -> functions.callerMemory();
            case 33 -> tailCall();
            case 34 -> {
                if (surroundings) {
                    helpers.surroundings();
                } else {
                    helpers.sum();
                }
            }
            case 35 -> early();
            default -> nested(depth, 4, () -> branch(depth));
        }
    }

    private void nested(int depth, int max, Runnable statement) {
        if (depth < max) {
            statement.run();
        } else {
            arithmetic.statement();
        }
    }

    private void inside(int depth) {
        if (depth < 2) {
            boolean outer = pinned;
            pinned = true;
            statements(random.nextInt(3), depth + 1);
            pinned = outer;
        }
    }

    private void ring() {
        if (code.type() == ProgramType.SOCKET_FILTER || pinned) {
            arithmetic.statement();
            return;
        }
        values.ring(() -> {
            pinned = true;
            arithmetic.statement();
            stack.statement();
            pinned = false;
        });
    }

    private void context() {
        if (code.frame().hasContext()) {
            packets.field();
        } else {
            arithmetic.statement();
        }
    }

    private void packet(int depth) {
        RunnableFrame frame = code.frame();
        if (!frame.hasContext() || code.isTracing()) {
            arithmetic.statement();
        } else if (code.hasPacketPointers() && code.once(2)) {
            nested(depth, 2, () -> packets.direct(() -> inside(depth)));
        } else if (code.type() != ProgramType.XDP && main && frame.contextRegister() == 6 && !pinned) {
            packets.legacy();
        } else {
            packets.helper(main && !pinned);
        }
    }

    private void branch(int depth) {
        RunnableFrame frame = code.frame();
        String otherwise = code.label();
        code.line("if " + arithmetic.condition() + " goto " + otherwise);
        boolean[] before = frame.scalars();
        statements(1 + random.nextInt(3), depth + 1);
        if (code.once(2)) {
            boolean[] then = frame.scalars();
            String end = code.label();
            frame.scalars(before);
            code.line((code.once(6) ? "gotol " : "goto ") + end);
            code.line(otherwise + ":");
            statements(1 + random.nextInt(3), depth + 1);
            frame.merge(then);
            code.line(end + ":");
        } else {
            frame.merge(before);
            code.line(otherwise + ":");
        }
    }

    /** Some rounds, counted in a register that nobody else writes. */
    private void loop(int depth) {
        RunnableFrame frame = code.frame();
        int counter = frame.pickSaved(random);
        if (counter < 0 || frame.pickScalar(random, 6) < 0 || roomFor(counter) < 2) {
            arithmetic.statement();
            return;
        }
        String again = code.label();
        String out = code.label();
        int rounds = 1 + random.nextInt(6);
        int kind = random.nextInt(4);
        if (kind == 0) {
            code.line("r" + counter + " = " + rounds);
        } else if (kind == 3) {
            arithmetic.bounded(frame.isScalar(counter) ? counter : known(counter), 7);
        } else {
            code.line("r" + counter + " = 0");
        }
        frame.hold(counter);
        // Registers that the body uses up are gone in the second round.
        for (int register = 0; register < 6; register++) {
            if (!frame.isHeld(register)) {
                frame.noScalar(register);
            }
        }
        boolean[] before = frame.scalars();
        code.line(again + ":");
        if (kind == 3) {
            code.line("if r" + counter + " == 0 goto " + out);
            code.line("r" + counter + " -= 1");
        }
        boolean outer = pinned;
        pinned = true;
        statements(1 + random.nextInt(2), depth + 2);
        pinned = outer;
        keep(before);
        switch (kind) {
            case 0 -> {
                code.line("r" + counter + " -= 1");
                code.line("if r" + counter + " " + code.pick("!=", "s>", ">") + " 0 goto " + again);
            }
            case 3 -> code.line("goto " + again);
            default -> {
                code.line((kind == 1 ? "r" : "w") + counter + " += 1");
                code.line("if " + code.pick("r", "w") + counter + " " + code.pick("<", "s<", "!=") + " " + rounds
                        + " goto " + again);
            }
        }
        frame.merge(before);
        code.line(out + ":");
        frame.release(counter);
        frame.scalar(counter);
    }

    private int known(int register) {
        code.constant(register);
        return register;
    }

    /** What held numbers at the start of a round must do so at its end. */
    private void keep(boolean[] before) {
        for (int register = 6; register < 10; register++) {
            if (before[register] && !code.frame().isScalar(register)) {
                code.constant(register);
            }
        }
    }

    private int roomFor(int register) {
        int free = 0;
        for (int other = 6; other < 10; other++) {
            free += other != register && !code.frame().isHeld(other) ? 1 : 0;
        }
        return free;
    }

    private void tailCall() {
        if (!main || pinned || code.once(2)) {
            arithmetic.statement();
            return;
        }
        int index = code.savedScalar();
        boolean constant = code.once(2);
        if (!constant) {
            code.line("r3 = r" + index);
            if (!code.once(8)) {
                arithmetic.bounded(3, 7);
            }
        }
        code.context(1);
        code.line("r2 = map[idx:" + RunnableMaps.JUMP + "]");
        if (constant) {
            code.line("r3 = " + random.nextInt(6));
        }
        code.call("bpf_tail_call");
        code.frame().noScalar(0);
    }

    /** An end in the middle. */
    private void early() {
        if (!main || pinned) {
            arithmetic.statement();
            return;
        }
        String on = code.label();
        code.line("if " + arithmetic.condition() + " goto " + on);
        code.line("r0 = " + code.number());
        code.line("exit");
        code.line(on + ":");
    }
}
