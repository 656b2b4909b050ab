// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Operation;
import dev.probeproof.loader.kernel.ProgramBtf;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Programs that a verifier accepts, full of constants that decide branches: arithmetic, spills, loads from frozen maps,
 * joins, loops of every kind, functions and callbacks. The same seed gives the same program.
 */
final class RandomPrograms {
    /** Bytes of the map that the programs read as {@code map[idx:0]}. */
    static final int MAP_BYTES = 32;

    private static final String[] ALU = {"+=", "-=", "*=", "&=", "|=", "^=", "="};
    private static final String[] UNFOLDED = {"/=", "%="};
    private static final String[] SHIFT = {"<<=", ">>=", "s>>="};
    private static final String[] COMPARE = {"==", "!=", ">", ">=", "<", "<=", "s>", "s>=", "s<", "s<=", "&"};
    private static final String[] SIZES = {"u8", "u16", "u32", "u64"};
    private static final int FUNCTIONS = 2;

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private int labels;
    private boolean loops;
    private boolean calledBack;

    private RandomPrograms(long seed) {
        this.random = new Random(seed);
    }

    static String text(long seed) {
        return new RandomPrograms(seed).program();
    }

    /** What a kernel wants to know of the functions: the callback is static, others are, or are verified by themselves. */
    static ProgramBtf types(Instructions program, long seed) {
        Random random = new Random(seed);
        SortedMap<Integer, Boolean> functions = new TreeMap<>(Map.of(0, false));
        for (int slot = 0; slot < program.size(); ) {
            Operation operation = Operation.at(program, slot);
            if (operation.function().isPresent()) {
                boolean callback = operation instanceof Operation.Wide;
                functions.put(slot + 1 + operation.function().getAsInt(), callback);
            }
            slot += operation.slots();
        }
        BtfEditor types = BtfEditor.empty(ByteOrder.nativeOrder());
        int number = types.add(new BtfType.Int("long", 8, true, false, false, 0, 64));
        int prototype = types.add(
                new BtfType.FuncProto(number, List.of(new BtfType.Param("a", number), new BtfType.Param("b", number))));
        List<ProgramBtf.FuncInfo> records = new ArrayList<>();
        functions.forEach((slot, callback) -> {
            boolean global = slot == 0 || !callback && random.nextInt(4) == 0;
            int linkage = global ? BtfType.Func.GLOBAL : BtfType.Func.STATIC;
            records.add(new ProgramBtf.FuncInfo(slot, types.add(new BtfType.Func("at_" + slot, prototype, linkage))));
        });
        return new ProgramBtf(types.toBtf().raw(), records, List.of());
    }

    private String program() {
        function("main", FUNCTIONS);
        for (int function = FUNCTIONS - 1; function >= 0; function--) {
            function("f" + function, function);
        }
        calledBack = true;
        line("callback:");
        line("r6 = r1");
        line("r7 = *(u64 *)(r2 - 0x8)");
        line("r7 += " + small());
        if (random.nextBoolean()) {
            line("*(u64 *)(r2 - 0x8) = r7");
        }
        line("r8 = " + small());
        line("r9 = " + small());
        for (int slot = 1; slot <= 4; slot++) {
            line("*(u64 *)(r10 - " + 8 * slot + ") = r8");
        }
        statements(0, 0);
        line("r0 = 0");
        line("exit");
        return text.toString();
    }

    /** @param callable functions below that number may be called, so there is no recursion */
    private void function(String name, int callable) {
        boolean main = name.equals("main");
        line(name + ":");
        line("r6 = " + (main ? small() : "r1"));
        line("r7 = " + (main ? small() : "r2"));
        line("r8 = " + small());
        line("r9 = 0");
        for (int slot = 1; slot <= 4; slot++) {
            line("*(u64 *)(r10 - " + 8 * slot + ") = r8");
        }
        statements(0, callable);
        line("r0 = " + (main ? "0" : pick("r6", "r7", "r8", small())));
        line("exit");
        if (main && callable > 0) {
            // Every function is referred to, or a kernel refuses the program for what it cannot reach.
            int at = text.lastIndexOf("r0 = ");
            StringBuilder calls = new StringBuilder();
            for (int function = 0; function < callable; function++) {
                calls.append("r1 = ")
                        .append(small())
                        .append("\nr2 = ")
                        .append(small())
                        .append("\ncall f")
                        .append(function)
                        .append('\n');
            }
            calls.append("r1 = 3\nr2 = subprog[callback]\nr3 = r10\nr4 = 0\ncall 181\n");
            text.insert(at, calls);
        }
    }

    private void statements(int depth, int callable) {
        int count = depth == 0 ? 4 + random.nextInt(6) : 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            statement(depth, callable);
        }
    }

    private void statement(int depth, int callable) {
        switch (random.nextInt(16)) {
            case 0, 1 -> line(variable() + " = " + small());
            case 2, 3 -> arithmetic();
            case 4 -> line("*(u64 *)(r10 - " + slot() + ") = " + variable());
            case 5 -> line(variable() + " = *(u64 *)(r10 - " + slot() + ")");
            case 6 -> stackOddity();
            case 7 -> mapLoad();
            case 8 -> helper();
            case 9 -> call(callable);
            case 10 -> loop(depth, callable);
            default -> {
                if (depth < 3) {
                    condition(depth, callable);
                } else {
                    arithmetic();
                }
            }
        }
    }

    private void arithmetic() {
        boolean wide = random.nextInt(3) > 0;
        String register = (wide ? "r" : "w") + (6 + random.nextInt(3));
        switch (random.nextInt(8)) {
            case 0 -> line(register + " " + pick(SHIFT) + " " + random.nextInt(wide ? 64 : 32));
            case 1 -> line(register + " " + pick(UNFOLDED) + " " + (1 + random.nextInt(5)));
            case 2 -> line(register + " = -" + register);
            case 3 -> line(register + " = (s" + pick("8", "16") + ")" + register.charAt(0) + (6 + random.nextInt(3)));
            case 4 -> line("r7 = " + pick("be", "le", "bswap") + pick("16", "32", "64") + " r7");
            case 5 -> line(register + " " + pick(ALU) + " " + register.charAt(0) + (6 + random.nextInt(3)));
            default -> line(register + " " + pick(ALU) + " " + small());
        }
    }

    /** Writes that a verifier follows, or not, byte by byte. */
    private void stackOddity() {
        switch (random.nextInt(5)) {
            case 0 -> line("*(u32 *)(r10 - " + slot() + ") = " + variable());
            case 1 -> line("*(u8 *)(r10 - " + (1 + random.nextInt(32)) + ") = " + variable());
            case 2 -> line("*(u64 *)(r10 - " + slot() + ") = " + small());
            case 3 -> line(variable() + " = *(u32 *)(r10 - " + slot() + ")");
            default -> {
                line("r1 = r10");
                line("r1 += -" + slot());
                line("*(u64 *)(r1 + 0) = " + variable());
            }
        }
    }

    private void mapLoad() {
        String size = pick(SIZES);
        int bytes = Integer.parseInt(size.substring(1)) / 8;
        line("r1 = map[idx:0][0]+" + bytes * random.nextInt(MAP_BYTES / bytes / 2));
        if (random.nextBoolean()) {
            line("r1 += " + bytes);
        }
        line(variable() + " = *(" + size + " *)(r1 + 0)");
    }

    private void helper() {
        // A callback that calls itself back would be recursion.
        switch (random.nextInt(calledBack ? 2 : 4)) {
            case 0 -> {
                line("call bpf_get_prandom_u32");
                line(variable() + " = r0");
            }
            case 1 -> {
                // Writes 16 bytes, in slots 3 and 4 or 1 and 2.
                line("r1 = r10");
                line("r1 += -" + pick("32", "16"));
                line("r2 = 16");
                line("call bpf_get_current_comm");
            }
            case 2 -> {
                line("r1 = " + (1 + random.nextInt(4)));
                line("r2 = subprog[callback]");
                line("r3 = r10");
                line("r4 = 0");
                line("call bpf_loop");
            }
            default -> line("call bpf_ktime_get_ns");
        }
    }

    private void call(int callable) {
        if (callable == 0) {
            arithmetic();
            return;
        }
        line("r1 = " + pick(variable(), small()));
        line("r2 = " + pick(variable(), small()));
        line("call f" + random.nextInt(callable));
        if (random.nextBoolean()) {
            line(variable() + " = r0");
        }
    }

    private void loop(int depth, int callable) {
        if (depth > 2 || loops) {
            arithmetic();
            return;
        }
        loops = true;
        String again = label();
        boolean mayGoto = random.nextBoolean();
        String out = label();
        line("r9 = 0");
        line(again + ":");
        if (mayGoto) {
            line("may_goto " + out);
        }
        statements(depth + 2, callable);
        line("r9 += 1");
        line("if r9 < " + (1 + random.nextInt(4)) + " goto " + again);
        line(out + ":");
        loops = false;
    }

    private void condition(int depth, int callable) {
        String otherwise = label();
        String end = label();
        boolean wide = random.nextBoolean();
        String prefix = wide ? "r" : "w";
        String left = prefix + (6 + random.nextInt(4));
        String right = random.nextInt(4) == 0 ? prefix + (6 + random.nextInt(4)) : small();
        line("if " + left + " " + pick(COMPARE) + " " + right + " goto " + otherwise);
        statements(depth + 1, callable);
        if (random.nextBoolean()) {
            line("goto " + end);
            line(otherwise + ":");
            statements(depth + 1, callable);
        } else {
            line(otherwise + ":");
        }
        line(end + ":");
    }

    private String variable() {
        return "r" + (6 + random.nextInt(3));
    }

    private int slot() {
        return 8 + 8 * random.nextInt(4);
    }

    private String small() {
        return Integer.toString(random.nextInt(12) == 0 ? random.nextInt() : random.nextInt(6) - 1);
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
