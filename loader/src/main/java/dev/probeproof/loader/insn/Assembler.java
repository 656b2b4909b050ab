// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import dev.probeproof.loader.uapi.HelperId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static dev.probeproof.loader.insn.Opcode.*;

/**
 * Reads instructions in the form that {@link Disassembler} and the kernel's verifier log print, one a line; slots and
 * opcodes in front are optional, so a log can be pasted. Comments start with {@code ;}, a line that ends in a colon is a
 * label, and jumps and calls take labels as well as {@code pc+1}. A hexadecimal immediate makes {@code r1 = 0x7} a 64-bit
 * load, as in the log; {@code call 113} and {@code call bpf_probe_read_kernel} are the same.
 *
 * <pre>{@code
 * r6 = *(u32 *)(r1 +0)
 * r0 = 0
 * if r6 == 0x2a goto out
 * r0 = 1
 * out:
 * exit
 * }</pre>
 */
public final class Assembler {
    private static final Pattern LABEL = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*):");
    private static final Pattern PREFIX = Pattern.compile("(?:\\d+: *)?(?:\\(([0-9a-f]{2})\\) *)?");
    private static final String PLACE = "\\((u|s)(8|16|32|64) \\*\\)\\(r(\\d+) ?([+-]\\d+)\\)";
    private static final String TARGET = "(?:pc([+-]\\d+)|([A-Za-z_][A-Za-z0-9_]*))";

    private static final Pattern MOVE_SIGNED = Pattern.compile("([rw])(\\d+) = \\(s(8|16|32)\\)([rw])(\\d+)");
    private static final Pattern NEGATE = Pattern.compile("([rw])(\\d+) = -([rw])(\\d+)");
    private static final Pattern BYTE_ORDER = Pattern.compile("r(\\d+) = (le|be|bswap)(16|32|64) r(\\d+)");
    private static final Pattern WIDE = Pattern.compile("r(\\d+) = (?:0x([0-9a-f]+)|(-?\\d+) ll)");
    private static final Pattern MAP = Pattern.compile("r(\\d+) = map\\[(fd|idx):(\\d+)\\](?:\\[0\\]\\+(\\d+))?");
    private static final Pattern SUBPROGRAM =
            Pattern.compile("r(\\d+) = subprog\\[(?:([+-]\\d+)|([A-Za-z_][A-Za-z0-9_]*))\\]");
    private static final Pattern ARITHMETIC =
            Pattern.compile("([rw])(\\d+) (s?)([-+*/|&%^]=|<<=|>>=|=|s>>=) (?:([rw])(\\d+)|(-?\\d+))");
    private static final Pattern LOAD = Pattern.compile("r(\\d+) = \\*" + PLACE);
    private static final Pattern STORE = Pattern.compile("\\*" + PLACE + " = (?:r(\\d+)|(-?\\d+))");
    private static final Pattern LOCK = Pattern.compile("lock \\*" + PLACE + " ([+|&^]=) r(\\d+)");
    private static final Pattern FETCH_OPERATION = Pattern.compile(
            "r(\\d+) = atomic(?:64)?_(fetch_add|fetch_or|fetch_and|fetch_xor|xchg)\\(" + PLACE + ", r(\\d+)\\)");
    private static final Pattern COMPARE_EXCHANGE =
            Pattern.compile("r0 = atomic(?:64)?_cmpxchg\\(" + PLACE + ", r0, r(\\d+)\\)");
    private static final Pattern ACQUIRE = Pattern.compile("r(\\d+) = load_acquire\\(" + PLACE + "\\)");
    private static final Pattern RELEASE = Pattern.compile("store_release\\(" + PLACE + ", r(\\d+)\\)");
    private static final Pattern PACKET =
            Pattern.compile("r0 = \\*\\(u(8|16|32) \\*\\)skb\\[(?:r(\\d+) \\+ )?(-?\\d+)\\]");
    private static final Pattern JUMP = Pattern.compile("(goto|gotol|may_goto) " + TARGET);
    private static final Pattern BRANCH = Pattern.compile(
            "if ([rw])(\\d+) (==|!=|s?>=?|s?<=?|&) (?:([rw])(\\d+)|(-?(?:0x[0-9a-f]+|\\d+))) goto " + TARGET);
    private static final Pattern CALL_HELPER = Pattern.compile("call (?:(bpf_\\w+|unknown)#)?(\\d+)|call (bpf_\\w+)");
    private static final Pattern CALL_KFUNC = Pattern.compile("call kernel-function#(-?\\d+)");
    private static final Pattern CALL_FUNCTION = Pattern.compile("call " + TARGET);
    private static final Pattern CALL_REGISTER = Pattern.compile("callx r(\\d+)");

    private final List<Instruction> slots = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Reference> references = new ArrayList<>();

    /** A slot whose jump distance is known once the label is. */
    private record Reference(int slot, String label, int line) {}

    private Assembler() {}

    /**
     * @throws IllegalArgumentException naming the line that is no instruction, or the label that does not exist
     */
    public static Instructions assemble(String text) {
        Assembler assembler = new Assembler();
        String[] lines = text.split("\n", -1);
        for (int line = 0; line < lines.length; line++) {
            String code = lines[line].split(";", 2)[0].strip();
            if (!code.isEmpty()) {
                assembler.line(code, line + 1);
            }
        }
        assembler.resolve();
        return Instructions.of(assembler.slots);
    }

    private void line(String code, int line) {
        Matcher label = LABEL.matcher(code);
        if (label.matches()) {
            if (labels.put(label.group(1), slots.size()) != null) {
                throw new IllegalArgumentException("line " + line + ": label '" + label.group(1) + "' exists already");
            }
            return;
        }
        Matcher prefix = PREFIX.matcher(code);
        String text = prefix.lookingAt() ? code.substring(prefix.end()) : code;
        int before = slots.size();
        boolean known = arithmetic(text) || memory(text) || atomic(text) || jump(text, line) || wide(text, line);
        if (!known) {
            throw new IllegalArgumentException("line " + line + ": not an instruction: " + code);
        }
        String opcode = prefix.group(1);
        if (opcode != null && Integer.parseInt(opcode, 16) != slots.get(before).opcode()) {
            throw new IllegalArgumentException("line " + line + ": opcode " + opcode + " is not that of: " + text);
        }
    }

    private boolean arithmetic(String text) {
        Matcher m = MOVE_SIGNED.matcher(text);
        if (m.matches() && m.group(1).equals(m.group(4))) {
            return add(alu(m.group(1)) | MOV | X, number(m, 2), number(m, 5), number(m, 3), 0);
        }
        m = NEGATE.matcher(text);
        if (m.matches() && m.group(1).equals(m.group(3)) && m.group(2).equals(m.group(4))) {
            return add(alu(m.group(1)) | NEG, number(m, 2), 0, 0, 0);
        }
        m = BYTE_ORDER.matcher(text);
        if (m.matches() && m.group(1).equals(m.group(4))) {
            int opcode = switch (m.group(2)) {
                case "le" -> ALU | END | K;
                case "be" -> ALU | END | X;
                default -> ALU64 | END | K;
            };
            return add(opcode, number(m, 1), 0, 0, number(m, 3));
        }
        m = ARITHMETIC.matcher(text);
        if (!m.matches()) {
            return false;
        }
        boolean shift = m.group(3).equals("s") && m.group(4).equals(">>=");
        int operation = shift ? ARSH : Symbols.operation(Symbols.ARITHMETIC, m.group(4));
        boolean signed = !shift && m.group(3).equals("s");
        if (signed && operation != DIV && operation != MOD) {
            return false;
        }
        int opcode = alu(m.group(1)) | operation;
        if (m.group(5) == null) {
            return add(opcode | K, number(m, 2), 0, signed ? 1 : 0, immediate(m.group(7)));
        }
        return m.group(5).equals(m.group(1)) && add(opcode | X, number(m, 2), number(m, 6), signed ? 1 : 0, 0);
    }

    private boolean memory(String text) {
        Matcher m = LOAD.matcher(text);
        if (m.matches()) {
            int mode = m.group(2).equals("s") ? MEMSX : MEM;
            return add(LDX | mode | size(m, 3), number(m, 1), number(m, 4), number(m, 5), 0);
        }
        m = STORE.matcher(text);
        if (m.matches()) {
            return m.group(5) != null
                    ? add(STX | MEM | size(m, 2), number(m, 3), number(m, 5), number(m, 4), 0)
                    : add(ST | MEM | size(m, 2), number(m, 3), 0, number(m, 4), immediate(m.group(6)));
        }
        m = PACKET.matcher(text);
        if (m.matches()) {
            int mode = m.group(2) == null ? ABS : IND;
            return add(LD | mode | size(m, 1), 0, mode == IND ? number(m, 2) : 0, 0, number(m, 3));
        }
        return false;
    }

    private boolean atomic(String text) {
        Matcher m = LOCK.matcher(text);
        if (m.matches()) {
            int operation = Symbols.operation(Symbols.ARITHMETIC, m.group(5));
            return add(STX | ATOMIC | size(m, 2), number(m, 3), number(m, 6), number(m, 4), operation);
        }
        m = FETCH_OPERATION.matcher(text);
        if (m.matches() && m.group(1).equals(m.group(7))) {
            String name = m.group(2);
            int operation = name.equals("xchg")
                    ? XCHG
                    : Symbols.operation(Symbols.FETCH, name.substring("fetch_".length())) | FETCH;
            return add(STX | ATOMIC | size(m, 4), number(m, 5), number(m, 1), number(m, 6), operation);
        }
        m = COMPARE_EXCHANGE.matcher(text);
        if (m.matches()) {
            return add(STX | ATOMIC | size(m, 2), number(m, 3), number(m, 5), number(m, 4), CMPXCHG);
        }
        m = ACQUIRE.matcher(text);
        if (m.matches()) {
            return add(STX | ATOMIC | size(m, 3), number(m, 1), number(m, 4), number(m, 5), LOAD_ACQUIRE);
        }
        m = RELEASE.matcher(text);
        return m.matches() && add(STX | ATOMIC | size(m, 2), number(m, 3), number(m, 5), number(m, 4), STORE_RELEASE);
    }

    private boolean jump(String text, int line) {
        if (text.equals("exit")) {
            return add(EXIT, 0, 0, 0, 0);
        }
        Matcher m = JUMP.matcher(text);
        if (m.matches()) {
            int delta = delta(m, 2, line);
            return switch (m.group(1)) {
                case "goto" -> add(GOTO, 0, 0, delta, 0);
                case "gotol" -> add(GOTO_LONG, 0, 0, 0, delta);
                default -> add(JMP | JCOND, 0, 0, delta, 0);
            };
        }
        m = BRANCH.matcher(text);
        if (m.matches()) {
            int operation = Symbols.operation(Symbols.COMPARISON, m.group(3));
            int opcode = (m.group(1).equals("r") ? JMP : JMP32) | operation;
            if (m.group(4) == null) {
                return add(opcode | K, number(m, 2), 0, delta(m, 7, line), immediate(m.group(6)));
            }
            return m.group(4).equals(m.group(1)) && add(opcode | X, number(m, 2), number(m, 5), delta(m, 7, line), 0);
        }
        return call(text, line);
    }

    private boolean call(String text, int line) {
        Matcher m = CALL_REGISTER.matcher(text);
        if (m.matches()) {
            return add(CALLX, number(m, 1), 0, 0, 0);
        }
        m = CALL_KFUNC.matcher(text);
        if (m.matches()) {
            return add(CALL, 0, PSEUDO_KFUNC_CALL, 0, number(m, 1));
        }
        m = CALL_HELPER.matcher(text);
        if (m.matches()) {
            return add(CALL, 0, HELPER_CALL, 0, m.group(3) == null ? number(m, 2) : helper(m.group(3), line));
        }
        m = CALL_FUNCTION.matcher(text);
        return m.matches() && add(CALL, 0, PSEUDO_CALL, 0, delta(m, 1, line));
    }

    private boolean wide(String text, int line) {
        Matcher m = WIDE.matcher(text);
        if (m.matches()) {
            long value = m.group(2) != null ? Long.parseUnsignedLong(m.group(2), 16) : Long.parseLong(m.group(3));
            return addWide(number(m, 1), 0, (int) value, (int) (value >>> 32));
        }
        m = MAP.matcher(text);
        if (m.matches()) {
            boolean value = m.group(4) != null;
            int pseudo = m.group(2).equals("fd")
                    ? (value ? PSEUDO_MAP_VALUE : PSEUDO_MAP_FD)
                    : (value ? PSEUDO_MAP_IDX_VALUE : PSEUDO_MAP_IDX);
            return addWide(number(m, 1), pseudo, number(m, 3), value ? Integer.parseUnsignedInt(m.group(4)) : 0);
        }
        m = SUBPROGRAM.matcher(text);
        return m.matches() && addWide(number(m, 1), PSEUDO_FUNC, delta(m, 2, line), 0);
    }

    private boolean add(int opcode, int dst, int src, int off, int imm) {
        slots.add(new Instruction(opcode, dst, src, off, imm));
        return true;
    }

    private boolean addWide(int dst, int pseudo, int low, int high) {
        return add(LD_IMM64, dst, pseudo, 0, low) && add(0, 0, 0, 0, high);
    }

    /** The distance in one group, or a label in the next, to be filled in at the end. */
    private int delta(Matcher m, int group, int line) {
        if (m.group(group) != null) {
            return number(m, group);
        }
        references.add(new Reference(slots.size(), m.group(group + 1), line));
        return 0;
    }

    private void resolve() {
        for (Reference reference : references) {
            Integer target = labels.get(reference.label());
            if (target == null) {
                throw new IllegalArgumentException(
                        "line " + reference.line() + ": no label '" + reference.label() + "'");
            }
            Instruction instruction = slots.get(reference.slot());
            int delta = target - reference.slot() - 1;
            boolean byImmediate = instruction.isCall() || instruction.isWide() || instruction.opcode() == GOTO_LONG;
            slots.set(reference.slot(), byImmediate ? instruction.withImm(delta) : instruction.withOff(delta));
        }
    }

    private static int alu(String register) {
        return register.equals("r") ? ALU64 : ALU;
    }

    private static int size(Matcher m, int group) {
        return sizeBits(number(m, group) / 8);
    }

    private static int number(Matcher m, int group) {
        return Integer.parseInt(m.group(group));
    }

    /** Decimal, or hexadecimal as the log prints comparisons: 32 bits either way. */
    private static int immediate(String text) {
        return text.startsWith("0x") ? Integer.parseUnsignedInt(text.substring(2), 16) : Integer.parseInt(text);
    }

    private static int helper(String name, int line) {
        for (HelperId id : HelperId.values()) {
            if (id.functionName().equals(name)) {
                return id.number();
            }
        }
        throw new IllegalArgumentException("line " + line + ": no helper '" + name + "'");
    }
}
