// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.testing.PlausibleState.Kind;
import dev.probeproof.loader.testing.PlausibleState.Value;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Random;

/**
 * Programs that look like what people write, with a mistake here and there, so that a verifier accepts about half of them:
 * look-ups with their null check, bounds checks before accesses, spills, loops, functions. The same seed gives the same
 * program.
 */
public final class PlausiblePrograms {
    private static final String[] ALU = {"+=", "-=", "*=", "&=", "|=", "^=", "/=", "%=", "="};
    private static final String[] SIGNED = {"s/=", "s%="};
    private static final String[] SHIFT = {"<<=", ">>=", "s>>="};
    private static final String[] COMPARE = {"==", "!=", ">", ">=", "<", "<=", "s>", "s>=", "s<", "s<=", "&"};
    private static final String[] ATOMIC = {"fetch_add", "fetch_or", "fetch_and", "fetch_xor", "xchg"};
    private static final int[] CARE = {6, 10, 20, 40, 150};
    private static final int[] SIZES = {1, 2, 4, 8};
    /** Bytes of stack that programs use, mostly. */
    private static final int STACK_BYTES = 64;

    private final Random random;
    private final ProgramType type;
    private final StringBuilder text = new StringBuilder();
    /** One thing in so many goes wrong. */
    private final int care;

    private PlausibleState state = new PlausibleState();
    private int labels;
    private int loops;
    private boolean function;

    private PlausiblePrograms(long seed) {
        random = new Random(seed * 0x9e3779b97f4a7c15L + 1);
        int draw = random.nextInt(20);
        type = draw < 7
                ? ProgramType.KPROBE
                : draw < 11
                        ? ProgramType.TRACEPOINT
                        : draw < 15 ? ProgramType.RAW_TRACEPOINT : draw < 18 ? ProgramType.XDP : ProgramType.SCHED_CLS;
        care = CARE[random.nextInt(CARE.length)];
    }

    public static PlausibleProgram of(long seed) {
        PlausiblePrograms program = new PlausiblePrograms(seed);
        return new PlausibleProgram(seed, program.type, program.write());
    }

    private String write() {
        state.set(1, new Value(Kind.CONTEXT, 0, 0, 0));
        if (!slips()) {
            line("r6 = r1");
            state.set(6, state.get(1));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            constant(7 + random.nextInt(3));
        }
        statements(4 + random.nextInt(14), 0);
        returnValue();
        boolean called = text.indexOf("call helper") >= 0;
        if (called) {
            function = true;
            line("helper:");
            state = new PlausibleState();
            state.set(1, new Value(Kind.SCALAR, 0, Long.MIN_VALUE, Long.MAX_VALUE));
            state.set(2, new Value(Kind.SCALAR, 0, Long.MIN_VALUE, Long.MAX_VALUE));
            line("r7 = r1");
            state.set(7, state.get(1));
            line("r8 = r2");
            state.set(8, state.get(2));
            statements(2 + random.nextInt(5), 1);
            returnValue();
        }
        return text.toString();
    }

    private void returnValue() {
        int scalar = register(Kind.SCALAR);
        line(scalar >= 0 && random.nextBoolean() ? "r0 = r" + scalar : "r0 = " + random.nextInt(3));
        line("exit");
    }

    private void statements(int count, int depth) {
        for (int i = 0; i < count; i++) {
            statement(depth);
        }
    }

    private void statement(int depth) {
        switch (random.nextInt(32)) {
            case 0 -> constant(variable());
            case 1, 2, 3, 4 -> arithmetic();
            case 5 -> contextLoad();
            case 6, 7 -> stackStore();
            case 8, 9 -> stackLoad();
            case 10 -> variableStackAccess();
            case 11, 12, 13 -> lookUp();
            case 14, 15, 16 -> mapAccess();
            case 17, 18 -> variableMapAccess();
            case 19 -> directValue();
            case 20, 21 -> helper();
            case 22 -> atomic();
            case 23 -> call();
            case 24 -> packet();
            case 25 -> pointerArithmetic();
            case 26 -> loop(depth);
            case 27 -> ring();
            default -> {
                if (depth < 3) {
                    branch(depth);
                } else {
                    arithmetic();
                }
            }
        }
    }

    private void constant(int register) {
        long value = switch (random.nextInt(8)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextLong();
            case 2 -> 1L << random.nextInt(64);
            case 3 -> -1 - random.nextInt(16);
            default -> random.nextInt(20);
        };
        boolean wide = value != (int) value;
        if (random.nextInt(4) == 0 && !wide) {
            line("w" + register + " = " + value);
            value &= 0xffff_ffffL;
        } else {
            line("r" + register + " = " + value + (wide ? " ll" : ""));
        }
        state.set(register, new Value(Kind.SCALAR, 0, value, value));
    }

    private void arithmetic() {
        int register = scalar();
        boolean wide = random.nextInt(3) > 0;
        String name = (wide ? "r" : "w") + register;
        int scalar = register(Kind.SCALAR);
        int other = scalar < 0 ? register : scalar;
        switch (random.nextInt(10)) {
            case 0 -> line(name + " " + pick(SHIFT) + " " + random.nextInt(wide ? 64 : 32));
            case 1 -> line(name + " = -" + name);
            case 2 -> line(name + " = (s" + pick("8", "16") + ")" + name.charAt(0) + other);
            case 3 ->
                line("r" + register + " = " + pick("be", "le", "bswap") + pick("16", "32", "64") + " r" + register);
            case 4, 5 -> line(name + " " + pick(ALU) + " " + name.charAt(0) + other);
            case 6 -> line(name + " " + pick(SHIFT) + " " + name.charAt(0) + other);
            case 7 -> line(name + " " + pick(SIGNED) + " " + (random.nextBoolean() ? name.charAt(0) + "" + other : 3));
            default -> {
                String operator = pick(ALU);
                int number = number();
                line(name + " " + operator + " " + (operator.matches("[/%]=") && number == 0 ? 3 : number));
            }
        }
        state.set(register, PlausibleState.UNKNOWN);
    }

    private void contextLoad() {
        int base = register(Kind.CONTEXT);
        if (base < 0) {
            arithmetic();
            return;
        }
        int target = variable();
        String place = switch (type) {
            case XDP, SCHED_CLS -> "*(u32 *)(r" + base + " +" + (slips() ? random.nextInt(100) : 12) + ")";
            case TRACEPOINT -> sized(1 << random.nextInt(4), base, 8 + 8 * random.nextInt(slips() ? 2000 : 20));
            case RAW_TRACEPOINT -> sized(8, base, 8 * random.nextInt(slips() ? 20 : 12));
            default -> sized(8, base, 8 * random.nextInt(slips() ? 30 : 21));
        };
        line("r" + target + " = " + place);
        state.set(target, PlausibleState.UNKNOWN);
    }

    private void stackStore() {
        int size = SIZES[random.nextInt(4)];
        int offset = stackOffset(size);
        if (random.nextInt(3) == 0) {
            line(sized(size, 10, -offset) + " = " + number());
            state.store(offset, size, new Value(Kind.SCALAR, 0, 0, 0));
        } else {
            int register = random.nextInt(3) == 0 ? anyInitialized() : scalar();
            Kind kind = state.get(register).kind();
            if (kind != Kind.SCALAR && !slips()) {
                size = 8;
                offset = stackOffset(8);
            }
            line(sized(size, 10, -offset) + " = r" + register);
            state.store(offset, size, state.get(register));
        }
    }

    private void stackLoad() {
        int size = SIZES[random.nextInt(4)];
        int offset = slips() ? stackOffset(size) : state.initialized(random, size);
        if (offset < 0) {
            stackStore();
            return;
        }
        int target = variable();
        Value spilled = state.spilled(offset, size);
        boolean signed = size < 8 && random.nextInt(8) == 0;
        line("r" + target + " = " + (signed ? sized(size, 10, -offset).replace("(u", "(s") : sized(size, 10, -offset)));
        state.set(target, spilled);
    }

    private void variableStackAccess() {
        int index = scalar();
        line("r" + index + " &= " + (slips() ? 63 : pick("7", "15", "31")));
        state.set(index, PlausibleState.UNKNOWN);
        line("r2 = r10");
        line("r2 += -" + STACK_BYTES);
        line("r2 += r" + index);
        state.forget(2);
        if (random.nextBoolean()) {
            line("*(u8 *)(r2 +0) = r" + scalar());
            state.forgetSpills();
        } else {
            for (int offset = 8; offset <= STACK_BYTES && !slips(); offset += 8) {
                if (!state.isStored(offset, 8)) {
                    line("*(u64 *)(r10 -" + offset + ") = 0");
                    state.store(offset, 8, new Value(Kind.SCALAR, 0, 0, 0));
                }
            }
            line("r7 = *(u8 *)(r2 +0)");
            state.set(7, PlausibleState.UNKNOWN);
        }
    }

    private void lookUp() {
        int map = random.nextInt(8) == 0 ? PlausibleProgram.OUTER : random.nextInt(3);
        key();
        line("r1 = map[idx:" + map + "]");
        line("call bpf_map_lookup_elem");
        state.clobber();
        if (map == PlausibleProgram.OUTER) {
            String out = label();
            line("if r0 == 0 goto " + out);
            key("r0");
            line("call bpf_map_lookup_elem");
            line(out + ":");
        }
        state.set(0, new Value(Kind.VALUE_OR_NULL, map, 0, 0));
        int target = variable();
        if (random.nextInt(4) > 0) {
            line("r" + target + " = r0");
            state.set(target, state.get(0));
        } else {
            target = 0;
        }
        if (!slips()) {
            String out = label();
            if (random.nextBoolean()) {
                // All there is goes on behind the check.
                String on = label();
                line("if r" + target + " != 0 goto " + on);
                line("r0 = 0");
                line("exit");
                line(on + ":");
            } else {
                PlausibleState before = state.copy();
                line("if r" + (random.nextInt(4) == 0 ? 0 : target) + " == 0 goto " + out);
                state.nullChecked(map);
                mapAccess();
                mapAccess();
                state = state.mergedWith(before);
                line(out + ":");
                return;
            }
            state.nullChecked(map);
        }
    }

    private void key() {
        line("*(u32 *)(r10 -4) = " + random.nextInt(5));
        state.store(4, 4, new Value(Kind.SCALAR, 0, 0, 0));
        line("r2 = r10");
        line("r2 += -4");
    }

    private void key(String mapRegister) {
        key();
        line("r1 = " + mapRegister);
    }

    private void mapAccess() {
        int base = register(Kind.VALUE);
        if (base < 0) {
            if (slips()) {
                base = anyInitialized();
            } else {
                lookUp();
                return;
            }
        }
        Value value = state.get(base);
        int size = SIZES[random.nextInt(4)];
        int room = valueSize(value.map()) - (int) value.high() - size;
        int offset =
                slips() ? random.nextInt(80) - 8 : room <= 0 || room > 64 ? 0 : random.nextInt(room / size + 1) * size;
        if (random.nextBoolean()) {
            int target = variable();
            line("r" + target + " = " + sized(size, base, offset));
            state.set(target, PlausibleState.UNKNOWN);
        } else if (value.map() == PlausibleProgram.CONSTANT && !slips()) {
            arithmetic();
        } else {
            line(sized(size, base, offset) + " = " + (random.nextBoolean() ? "r" + scalar() : "" + number()));
        }
    }

    private void variableMapAccess() {
        int base = register(Kind.VALUE);
        if (base < 0) {
            lookUp();
            return;
        }
        Value value = state.get(base);
        int index = scalar();
        if (index == base) {
            return;
        }
        int size = SIZES[random.nextInt(4)];
        int room = valueSize(value.map()) - (int) value.high() - size;
        if (room < 1) {
            return;
        }
        String out = label();
        boolean checked = random.nextBoolean();
        String width = random.nextBoolean() ? "r" : "w";
        int limit = slips() ? room + random.nextInt(40) : Integer.highestOneBit(room + 1) - 1;
        PlausibleState before = state.copy();
        if (checked) {
            if (random.nextInt(5) == 0) {
                line("if r" + index + " s< 0 goto " + out);
                line("if r" + index + " s> " + limit + " goto " + out);
            } else {
                line("w" + index + " = w" + index);
                line("if " + width + index + " > " + limit + " goto " + out);
            }
        } else {
            line(width + index + " &= " + limit);
        }
        if (random.nextInt(3) == 0) {
            // Through the copy: both are one value.
            line("r3 = r" + index);
            line("r2 = r" + base);
            line("r2 += r3");
        } else {
            line("r2 = r" + base);
            line("r2 += r" + index);
        }
        state.forget(2);
        state.forget(3);
        if (random.nextBoolean() || value.map() == PlausibleProgram.CONSTANT) {
            line("r7 = " + sized(size, 2, 0));
            state.set(7, PlausibleState.UNKNOWN);
        } else {
            line(sized(size, 2, 0) + " = " + number());
        }
        state = state.mergedWith(before);
        line(out + ":");
    }

    private void directValue() {
        int map = random.nextBoolean() ? PlausibleProgram.SINGLE : PlausibleProgram.CONSTANT;
        int offset = random.nextInt(slips() ? 40 : 4) * 8;
        int target = variable();
        line("r" + target + " = map[idx:" + map + "][0]+" + offset);
        state.set(target, new Value(Kind.VALUE, map, offset, offset));
    }

    private void helper() {
        switch (random.nextInt(7)) {
            case 0 -> plainCall("bpf_get_prandom_u32");
            case 1 -> plainCall("bpf_ktime_get_ns");
            case 2 -> plainCall("bpf_get_smp_processor_id");
            case 3 -> {
                int size = slips() ? random.nextInt(700) : 8 * (1 + random.nextInt(STACK_BYTES / 8));
                line("r1 = r10");
                line("r1 += -" + STACK_BYTES);
                line("r2 = " + size);
                if (isTracing() || slips()) {
                    line("call bpf_get_current_comm");
                    state.clobber();
                    state.fill(STACK_BYTES, size);
                    state.set(0, PlausibleState.UNKNOWN);
                }
            }
            case 4 -> probeRead();
            case 5 -> {
                key();
                line("r3 = r10");
                line("r3 += -" + STACK_BYTES);
                for (int offset = STACK_BYTES; offset > 8; offset -= 8) {
                    if (!state.isStored(offset, 8) && !slips()) {
                        line("*(u64 *)(r10 -" + offset + ") = 0");
                        state.store(offset, 8, new Value(Kind.SCALAR, 0, 0, 0));
                    }
                }
                line("r4 = 0");
                line("r1 = map[idx:" + pick("0", "2") + "]");
                line("call bpf_map_update_elem");
                state.clobber();
                state.set(0, PlausibleState.UNKNOWN);
            }
            default -> {
                key();
                line("r1 = map[idx:0]");
                line("call bpf_map_delete_elem");
                state.clobber();
                state.set(0, PlausibleState.UNKNOWN);
            }
        }
    }

    private void probeRead() {
        if (!isTracing() && !slips()) {
            return;
        }
        int size = scalar();
        String out = label();
        PlausibleState before = state.copy();
        if (random.nextBoolean()) {
            line("r" + size + " &= " + (slips() ? 127 : 31));
        } else {
            line("if r" + size + " > " + (slips() ? 100 : 40) + " goto " + out);
        }
        line("r2 = r" + size);
        line("r3 = r" + scalar());
        int value = register(Kind.VALUE);
        if (value >= 0 && random.nextBoolean() && state.get(value).map() == PlausibleProgram.ARRAY) {
            line("r1 = r" + value);
        } else {
            line("r1 = r10");
            line("r1 += -" + STACK_BYTES);
            state.forgetSpills();
        }
        line("call bpf_probe_read_kernel");
        state.clobber();
        state.set(0, PlausibleState.UNKNOWN);
        state = state.mergedWith(before);
        line(out + ":");
    }

    private void plainCall(String helper) {
        line("call " + helper);
        state.clobber();
        state.set(0, PlausibleState.UNKNOWN);
        if (random.nextBoolean()) {
            int target = 7 + random.nextInt(3);
            line("r" + target + " = r0");
            state.set(target, PlausibleState.UNKNOWN);
        }
    }

    private void atomic() {
        int base = register(Kind.VALUE);
        int size = random.nextBoolean() ? 4 : 8;
        String place;
        if (base >= 0 && random.nextBoolean() && state.get(base).map() != PlausibleProgram.CONSTANT) {
            place = sized(size, base, 0);
        } else {
            int offset = slips() ? stackOffset(size) : state.initialized(random, size);
            if (offset < 0) {
                return;
            }
            place = sized(size, 10, -offset);
            state.store(offset, size, PlausibleState.UNKNOWN);
        }
        String width = size == 8 ? "r" : "w";
        int source = scalar();
        switch (random.nextInt(4)) {
            case 0 -> line("lock " + place + " " + pick("+=", "|=", "&=", "^=") + " " + width + source);
            case 1 -> {
                line("r0 = 0");
                line(width + "0 = atomic" + (size == 8 ? "64" : "") + "_cmpxchg(("
                        + place.substring(2, place.indexOf('*', 2)) + "*)" + place.substring(place.lastIndexOf('('))
                        + ", " + width + "0, " + width + source + ")");
                state.set(0, PlausibleState.UNKNOWN);
            }
            default -> {
                line(width + source + " = atomic" + (size == 8 ? "64_" : "_") + pick(ATOMIC) + "(("
                        + place.substring(2, place.indexOf('*', 2)) + "*)" + place.substring(place.lastIndexOf('('))
                        + ", " + width + source + ")");
                state.set(source, PlausibleState.UNKNOWN);
            }
        }
    }

    private void call() {
        if (function) {
            arithmetic();
            return;
        }
        line("r1 = r" + scalar());
        line("r2 = r" + scalar());
        line("call helper");
        state.clobber();
        state.set(0, PlausibleState.UNKNOWN);
    }

    private void packet() {
        int context = register(Kind.CONTEXT);
        if (isTracing() || context < 0) {
            contextLoad();
            return;
        }
        boolean xdp = type == ProgramType.XDP;
        String out = label();
        int length = 1 + random.nextInt(40);
        PlausibleState before = state.copy();
        line("r2 = *(u32 *)(r" + context + " +" + (xdp ? 0 : 76) + ")");
        line("r3 = *(u32 *)(r" + context + " +" + (xdp ? 4 : 80) + ")");
        boolean variable = random.nextInt(3) == 0;
        if (variable) {
            int index = scalar();
            line("r" + index + " &= " + pick("15", "255", slips() ? "0xfffff" : "0xfff"));
            line("r2 += r" + index);
            state.set(index, PlausibleState.UNKNOWN);
            before.set(index, PlausibleState.UNKNOWN);
        }
        line("r4 = r2");
        line("r4 += " + length);
        line(random.nextBoolean() ? "if r4 > r3 goto " + out : "if r3 < r4 goto " + out);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int size = SIZES[random.nextInt(4)];
            int offset = slips() ? random.nextInt(48) : Math.max(0, random.nextInt(length) - size + 1);
            if (offset + size > length && !slips()) {
                size = 1;
            }
            if (random.nextInt(3) == 0) {
                line(sized(size, 2, offset) + " = " + number());
            } else {
                int target = 7 + random.nextInt(3);
                line("r" + target + " = " + sized(size, 2, offset));
                state.set(target, PlausibleState.UNKNOWN);
            }
        }
        state.forget(2);
        state.forget(3);
        state.forget(4);
        state = state.mergedWith(before);
        line(out + ":");
    }

    private void pointerArithmetic() {
        int base = register(Kind.VALUE);
        if (base < 0) {
            arithmetic();
            return;
        }
        Value value = state.get(base);
        int delta = slips() ? random.nextInt(1 << 1 + random.nextInt(29)) : 8 * (random.nextInt(5) - 2);
        boolean subtract = random.nextInt(4) == 0;
        line("r" + base + (subtract ? " -= " : " += ") + delta);
        long moved = subtract ? -(long) delta : delta;
        state.set(base, new Value(Kind.VALUE, value.map(), value.low() + moved, value.high() + moved));
        if (value.low() + moved < 0 && !slips()) {
            line("r" + base + (subtract ? " += " : " -= ") + delta);
            state.set(base, value);
        }
    }

    private void loop(int depth) {
        if (depth > 1 || loops > 0) {
            arithmetic();
            return;
        }
        loops++;
        String again = label();
        int kind = random.nextInt(4);
        PlausibleState before = state.copy();
        int limit = random.nextInt(5) == 0 ? 1 + random.nextInt(6) : 1 + random.nextInt(2);
        line("r9 = " + (kind == 0 ? limit : 0));
        state.set(9, new Value(Kind.COUNTER, 0, 0, 0));
        line(again + ":");
        state.forgetScratch();
        PlausibleState head = state.copy();
        statements(1 + random.nextInt(3), depth + 2);
        if (kind == 0) {
            line("r9 " + (slips() ? "+" : "-") + "= 1");
            line("if r9 " + pick("!=", "s>", ">") + " 0 goto " + again);
        } else {
            line("r9 += 1");
            line("if " + pick("r", "w") + "9 " + pick("<", "s<", "!=") + " " + limit + " goto " + again);
        }
        state = state.mergedWith(head).mergedWith(before);
        state.set(9, PlausibleState.UNKNOWN);
        loops--;
    }

    private void ring() {
        if (!isTracing() && type != ProgramType.XDP) {
            arithmetic();
            return;
        }
        String out = label();
        line("r1 = map[idx:" + PlausibleProgram.RING + "]");
        line("r2 = " + (slips() ? "r" + scalar() : "16"));
        line("r3 = 0");
        line("call bpf_ringbuf_reserve");
        state.clobber();
        line("if r0 == 0 goto " + out);
        if (random.nextInt(3) > 0) {
            line(sized(8, 0, slips() ? 16 : 8) + " = " + number());
        }
        if (!slips()) {
            line("r1 = r0");
            line("r2 = 0");
            line("call bpf_ringbuf_" + pick("submit", "discard"));
        }
        line(out + ":");
    }

    private void branch(int depth) {
        String otherwise = label();
        String end = label();
        String width = random.nextInt(3) > 0 ? "r" : "w";
        int left = scalar();
        String right = random.nextInt(3) == 0 ? width + scalar() : "" + number();
        line("if " + width + left + " " + pick(COMPARE) + " " + right + " goto " + otherwise);
        PlausibleState before = state.copy();
        statements(1 + random.nextInt(3), depth + 1);
        if (random.nextBoolean()) {
            PlausibleState then = state;
            state = before;
            line("goto " + end);
            line(otherwise + ":");
            statements(1 + random.nextInt(3), depth + 1);
            state = state.mergedWith(then);
        } else {
            line(otherwise + ":");
            state = state.mergedWith(before);
        }
        line(end + ":");
    }

    private boolean slips() {
        return random.nextInt(care) == 0;
    }

    private boolean isTracing() {
        return type == ProgramType.KPROBE || type == ProgramType.TRACEPOINT || type == ProgramType.RAW_TRACEPOINT;
    }

    private static int valueSize(int map) {
        return PlausibleProgram.OUTER == map
                ? 16
                : PlausibleProgram.MAPS.get(map).valueSize();
    }

    /** A register to write to: not the one that holds the context, mostly. */
    private int variable() {
        int register = 7 + random.nextInt(3);
        if (register == 9 && state.get(9).kind() == Kind.COUNTER && !slips()) {
            return 8;
        }
        return random.nextInt(12) == 0 ? random.nextInt(6) : register;
    }

    /** A register that holds a number; makes one if there is none. */
    private int scalar() {
        if (slips()) {
            return random.nextInt(10);
        }
        int register = register(Kind.SCALAR);
        if (register >= 0) {
            return register;
        }
        int fresh = state.get(9).kind() == Kind.COUNTER ? 8 : 7 + random.nextInt(3);
        constant(fresh);
        return fresh;
    }

    private int register(Kind kind) {
        return state.pick(random, kind);
    }

    private int anyInitialized() {
        return slips() ? random.nextInt(11) : state.pickInitialized(random);
    }

    private int stackOffset(int size) {
        if (slips()) {
            return random.nextInt(540) - 10;
        }
        return size + size * random.nextInt(STACK_BYTES / size);
    }

    private int number() {
        return random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(24) - 4;
    }

    private static String sized(int bytes, int base, int offset) {
        return "*(u" + 8 * bytes + " *)(r" + base + (offset < 0 ? " -" + -offset : " +" + offset) + ")";
    }

    private String label() {
        return "L" + labels++;
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
