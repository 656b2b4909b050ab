// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.insn.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One line of a data file: an operation, the bounds that go in, and what a kernel's log printed after it.
 *
 * <pre>
 * AND64 | left | right | result
 * JGT32 taken | left | right | left on that branch | right on that branch
 * JGT32 outcome | left | right | ALWAYS
 * MOVSX8TO64 | source | result
 * </pre>
 *
 * Bounds are {@code unknown}, a number, or {@code (value;mask) smin smax umin umax s32min s32max u32min u32max}.
 */
record NumberCase(String release, String operation, List<Bounds> operands, String expected) {
    private static final Map<String, Integer> ALU = Map.ofEntries(
            Map.entry("ADD", Opcode.ADD),
            Map.entry("SUB", Opcode.SUB),
            Map.entry("MUL", Opcode.MUL),
            Map.entry("DIV", Opcode.DIV),
            Map.entry("OR", Opcode.OR),
            Map.entry("AND", Opcode.AND),
            Map.entry("LSH", Opcode.LSH),
            Map.entry("RSH", Opcode.RSH),
            Map.entry("NEG", Opcode.NEG),
            Map.entry("MOD", Opcode.MOD),
            Map.entry("XOR", Opcode.XOR),
            Map.entry("ARSH", Opcode.ARSH));
    private static final Map<String, Integer> JUMP = Map.ofEntries(
            Map.entry("JEQ", Opcode.JEQ),
            Map.entry("JNE", Opcode.JNE),
            Map.entry("JSET", Opcode.JSET),
            Map.entry("JGT", Opcode.JGT),
            Map.entry("JGE", Opcode.JGE),
            Map.entry("JLT", Opcode.JLT),
            Map.entry("JLE", Opcode.JLE),
            Map.entry("JSGT", Opcode.JSGT),
            Map.entry("JSGE", Opcode.JSGE),
            Map.entry("JSLT", Opcode.JSLT),
            Map.entry("JSLE", Opcode.JSLE));

    /** Reads a line of the file of a release. */
    static NumberCase of(String release, String line) {
        String[] parts = line.split(" \\| ");
        String operation = parts[0];
        int results = operation.endsWith(" taken") || operation.endsWith(" fallen") ? 2 : 1;
        List<Bounds> operands = new ArrayList<>();
        for (int index = 1; index < parts.length - results; index++) {
            operands.add(bounds(parts[index]));
        }
        String expected = parts[parts.length - 1];
        if (results == 2) {
            expected = bounds(parts[parts.length - 2]) + " and " + bounds(expected);
        } else if (!operation.endsWith(" outcome")) {
            expected = bounds(expected).toString();
        }
        return new NumberCase(release, operation, operands, expected);
    }

    /** What the emulated release says. */
    String actual() {
        return actual(NumberRules.of(KernelProfile.of(release)));
    }

    String actual(NumberRules rules) {
        String[] words = operation.split(" ");
        String name = words[0].replaceFirst("[0-9].*$", "");
        String width = words[0].substring(name.length());
        Bounds first = operands.get(0);
        if (words.length == 1) {
            return changed(rules, name, width, first).toString();
        }
        boolean wide = width.equals("64");
        Bounds second = operands.get(1);
        if (words[1].equals("outcome")) {
            return Branch.outcome(rules, JUMP.get(name), wide, first, second).toString();
        }
        Refined refined = Branch.refine(rules, JUMP.get(name), wide, words[1].equals("taken"), first, second);
        return refined.left() + " and " + refined.right();
    }

    private Bounds changed(NumberRules rules, String name, String width, Bounds first) {
        boolean wide = width.equals("64");
        return switch (name) {
            case "MOV" -> first.zeroExtended32(rules);
            case "MOVSX" -> first.signExtended(rules, Integer.parseInt(width.split("TO")[0]), width.endsWith("TO64"));
            case "SWAP", "CUT" -> Arithmetic.byteOrder(rules, Integer.parseInt(width), name.equals("SWAP"), first);
            case "SDIV", "SMOD" ->
                Arithmetic.applySigned(rules, ALU.get(name.substring(1)), wide, first, operands.get(1));
            case "NEG" -> Arithmetic.apply(rules, Opcode.NEG, wide, first, Bounds.constant(0));
            default -> Arithmetic.apply(rules, ALU.get(name), wide, first, operands.get(1));
        };
    }

    private static Bounds bounds(String text) {
        if (text.equals("unknown")) {
            return Bounds.UNKNOWN;
        }
        String[] words = text.replaceAll("[(;)]", " ").trim().split(" +");
        if (words.length == 1) {
            return Bounds.constant(Long.parseLong(text));
        }
        return Bounds.of(
                new Tnum(hex(words[0]), hex(words[1])),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                hex(words[4]),
                hex(words[5]),
                Integer.parseInt(words[6]),
                Integer.parseInt(words[7]),
                (int) hex(words[8]),
                (int) hex(words[9]));
    }

    private static long hex(String text) {
        return Long.parseUnsignedLong(text.substring(2), 16);
    }
}
