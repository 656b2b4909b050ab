// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.explain;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an instruction does, by its text in a log.
 *
 * @param writes register that it gives a new value, or -1
 * @param reads register that the new value comes from or through, or -1
 * @param offset of a load or store, in bytes
 * @param name of the function, for calls of helpers and kernel functions
 */
record InstructionParts(Kind kind, int writes, int reads, int offset, String name) {
    /** What it does. */
    enum Kind {
        /** {@code r1 = 5}. */
        CONSTANT,
        /** {@code r1 = r2}. */
        MOVE,
        /** {@code r1 = *(u64 *)(r2 +8)}. */
        LOAD,
        /** {@code *(u64 *)(r2 +8) = r1}; reads is the base, writes -1. */
        STORE,
        /** {@code r1 += r2}, {@code r1 &= 7}. */
        ARITHMETIC,
        /** {@code if r1 > r2 goto}; writes is the left side, reads the right. */
        BRANCH,
        /** A helper or kernel function. */
        CALL,
        /** A function of the program. */
        FUNCTION_CALL,
        OTHER
    }

    private static final Pattern LOAD =
            Pattern.compile("[rw](\\d+) = (?:\\(s?u?\\d+\\))?\\*\\([us]\\d+ \\*\\)\\(r(\\d+) ([+-]\\d+)\\)");
    private static final Pattern STORE =
            Pattern.compile("(?:lock )?\\*\\([us]\\d+ \\*\\)\\(r(\\d+) ([+-]\\d+)\\) .?= .*");
    private static final Pattern MOVE = Pattern.compile("[rw](\\d+) = (?:\\(s\\d+\\))?-?[rw](\\d+)");
    private static final Pattern CONSTANT = Pattern.compile("[rw](\\d+) = -?(?:0x)?[0-9a-f]+");
    private static final Pattern ARITHMETIC = Pattern.compile("[rw](\\d+) \\S{1,4}= (?:[rw](\\d+)|-?\\S+)");
    private static final Pattern BRANCH = Pattern.compile("if [rw](\\d+) \\S+ (?:[rw](\\d+)|\\S+) goto .*");
    private static final Pattern CALL = Pattern.compile("call ([A-Za-z_]\\w*)#-?\\d+");
    private static final Pattern OTHER_WRITE = Pattern.compile("[rw](\\d+) = .*");

    /** @param instruction {@code (79) r1 = *(u64 *)(r0 +0)} */
    static InstructionParts of(String instruction) {
        String text = instruction.replaceFirst("^\\([0-9a-f]{2}\\) ", "").strip();
        Matcher match = LOAD.matcher(text);
        if (match.matches()) {
            return new InstructionParts(
                    Kind.LOAD, register(match, 1), register(match, 2), Integer.parseInt(match.group(3)), "");
        }
        match = STORE.matcher(text);
        if (match.matches()) {
            return new InstructionParts(Kind.STORE, -1, register(match, 1), Integer.parseInt(match.group(2)), "");
        }
        match = CALL.matcher(text);
        if (match.matches()) {
            return new InstructionParts(Kind.CALL, 0, -1, 0, match.group(1));
        }
        if (text.startsWith("call ")) {
            return new InstructionParts(Kind.FUNCTION_CALL, 0, -1, 0, "");
        }
        return computation(text);
    }

    private static InstructionParts computation(String text) {
        Matcher match = CONSTANT.matcher(text);
        if (match.matches()) {
            return new InstructionParts(Kind.CONSTANT, register(match, 1), -1, 0, "");
        }
        match = MOVE.matcher(text);
        if (match.matches()) {
            return new InstructionParts(Kind.MOVE, register(match, 1), register(match, 2), 0, "");
        }
        match = BRANCH.matcher(text);
        if (match.matches()) {
            return new InstructionParts(Kind.BRANCH, register(match, 1), register(match, 2), 0, "");
        }
        match = ARITHMETIC.matcher(text);
        if (match.matches()) {
            return new InstructionParts(Kind.ARITHMETIC, register(match, 1), register(match, 2), 0, "");
        }
        match = OTHER_WRITE.matcher(text);
        return match.matches()
                ? new InstructionParts(Kind.OTHER, register(match, 1), -1, 0, "")
                : new InstructionParts(Kind.OTHER, -1, -1, 0, "");
    }

    /** Whether a register has a new value afterwards. Calls leave r1 to r5 without any. */
    boolean changes(int register) {
        boolean clobbers = kind == Kind.CALL || kind == Kind.FUNCTION_CALL;
        return kind != Kind.BRANCH && (writes == register || clobbers && register <= 5);
    }

    boolean is(Kind other) {
        return kind == other;
    }

    private static int register(Matcher match, int group) {
        String digits = match.group(group);
        return digits == null || digits.length() > 2 ? -1 : Integer.parseInt(digits);
    }
}
