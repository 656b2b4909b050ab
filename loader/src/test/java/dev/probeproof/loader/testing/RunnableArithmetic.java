// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import java.util.Random;

/** Statements on numbers in registers. */
final class RunnableArithmetic {
    private static final String[] ALU = {"+=", "-=", "*=", "&=", "|=", "^="};
    private static final String[] DIVISION = {"/=", "%=", "s/=", "s%="};
    private static final String[] SHIFT = {"<<=", ">>=", "s>>="};
    private static final String[] COMPARE = {"==", "!=", ">", ">=", "<", "<=", "s>", "s>=", "s<", "s<=", "&"};

    private final RunnableCode code;
    private final Random random;

    RunnableArithmetic(RunnableCode code) {
        this.code = code;
        this.random = code.random();
    }

    /** One instruction, or two. */
    void statement() {
        int register = code.scalar();
        int other = code.scalar();
        boolean wide = random.nextInt(5) > 1;
        char width = wide ? 'r' : 'w';
        String name = width + "" + register;
        String right = width + "" + other;
        switch (random.nextInt(16)) {
            case 0 -> code.constant(code.writable());
            case 1 -> move(other, width);
            case 2 -> code.line(name + " " + code.pick(SHIFT) + " " + random.nextInt(wide ? 64 : 32));
            case 3, 4 -> {
                if (code.once(2) && other != register) {
                    code.line(right + " &= " + (wide ? 63 : 31));
                }
                code.line(name + " " + code.pick(SHIFT) + " " + right);
            }
            case 5 -> code.line(name + " = -" + name);
            case 6 -> signExtension(other, width);
            case 7 ->
                code.line("r" + register + " = " + code.pick("be", "le", "bswap") + code.pick("16", "32", "64") + " r"
                        + register);
            case 8, 9 -> code.line(name + " " + code.pick(DIVISION) + " " + right);
            case 10 -> code.line(name + " " + code.pick(DIVISION) + " " + divisor());
            case 11, 12, 13 -> code.line(name + " " + code.pick(ALU) + " " + right);
            default -> code.line(name + " " + code.pick(ALU) + " " + code.number());
        }
    }

    private void move(int from, char width) {
        int to = code.writable();
        code.line(width + "" + to + " = " + width + from);
        code.frame().scalar(to);
    }

    private void signExtension(int from, char width) {
        int to = code.writable();
        String bits = width == 'r' ? code.pick("8", "16", "32") : code.pick("8", "16");
        code.line(width + "" + to + " = (s" + bits + ")" + width + from);
        code.frame().scalar(to);
    }

    private int divisor() {
        int number = code.number();
        return number == 0 ? 3 : number;
    }

    /** What decides a branch: without {@code if} and {@code goto}. */
    String condition() {
        char width = random.nextInt(3) > 0 ? 'r' : 'w';
        int left = code.scalar();
        String right = random.nextInt(3) == 0 ? width + "" + code.scalar() : "" + code.number();
        return width + "" + left + " " + code.pick(COMPARE) + " " + right;
    }

    /** Makes a number small enough for what follows; a register that is not kept over calls may hold it. */
    int bounded(int register, int max) {
        String name = (code.once(3) ? "w" : "r") + register;
        int mask = Integer.highestOneBit(max + 1) - 1;
        switch (random.nextInt(4)) {
            case 0 -> code.line("r" + register + " >>= " + (64 - Integer.bitCount(mask)));
            case 1 -> {
                String in = code.label();
                code.line("if r" + register + " <= " + max + " goto " + in);
                code.line("r" + register + " = " + random.nextInt(max + 1));
                code.line(in + ":");
            }
            default -> code.line(name + " &= " + mask);
        }
        code.frame().scalar(register);
        return register;
    }
}
