// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import dev.probeproof.loader.uapi.HelperId;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of one instruction to its operation: a table of the forms that {@link Dialect}s write, tried in order. */
final class OperationReader {
    private static final String NUMBER = "(-?(?:0x[0-9a-f]+|\\d+))";
    private static final String SIGNED = "([+-] ?(?:0x[0-9a-f]+|\\d+))";
    private static final String ADDRESS = "r(\\d+) ?" + SIGNED;
    private static final String PLACE = "\\((u|s)(8|16|32|64) \\*\\)\\(" + ADDRESS + "\\)";
    private static final String REGISTER = "([rw])(\\d+)";
    /** A distance, or a label; behind it what is there may be named. */
    private static final String TARGET = "(?:(?:pc)?" + SIGNED + "|([A-Za-z_.$][\\w.$]*))(?: <[^<>]*>)?";

    private static final List<Form> FORMS = List.of(
            form(REGISTER + " = \\(s(-?\\d+)\\)" + REGISTER, OperationReader::signExtension),
            form(REGISTER + " = -" + REGISTER, OperationReader::negation),
            form("r(\\d+) = (le|be|bswap)(-?\\d+) r(\\d+)", OperationReader::byteSwap),
            form("r(\\d+) = addr_space_cast\\(r(\\d+), " + NUMBER + ", " + NUMBER + "\\)", OperationReader::spaceCast),
            form(REGISTER + " (s?[/%]=|[-+*|&^]=|<<=|s?>>=|=) " + REGISTER, OperationReader::arithmetic),
            form(REGISTER + " = \\*" + PLACE, OperationReader::load),
            form("\\*" + PLACE + " = (?:" + REGISTER + "|" + NUMBER + ")", OperationReader::store),
            form(
                    "if " + REGISTER + " (==|!=|s?>=?|s?<=?|&) (?:" + REGISTER + "|" + NUMBER + ") goto " + TARGET,
                    OperationReader::branch),
            form("(goto|gotol|may_goto) " + TARGET, OperationReader::jump),
            form("exit", (m, it) -> new Operation.Exit()),
            form(
                    "call kernel-function#(-?\\d+)",
                    (m, it) -> new Operation.Call(Opcode.PSEUDO_KFUNC_CALL, it.int32(m, 1), 0)),
            form("call (?:(?:bpf_\\w+|unknown)#(-?\\d+)|(\\d+|0x[0-9a-f]+))", OperationReader::numberedCall),
            form("call (bpf_\\w+)", OperationReader::namedCall),
            form("call " + TARGET, (m, it) -> new Operation.Call(Opcode.PSEUDO_CALL, it.distance(m, 1), 0)),
            form("r(\\d+) = " + NUMBER + "( ll)?", OperationReader::constant),
            form(REGISTER + " (s?[/%]=|[-+*|&^]=|<<=|s?>>=|=) " + NUMBER, OperationReader::arithmeticWithNumber),
            form("r(\\d+) = map\\[(fd|idx):(-?\\d+)\\](?:\\[0\\]\\+(\\d+))?", OperationReader::map),
            form(
                    "r(\\d+) = subprog\\[" + TARGET + "\\]",
                    (m, it) -> new Operation.Wide(it.register(m, 1), Opcode.PSEUDO_FUNC, it.distance(m, 2), 0)),
            form(
                    "r(\\d+) = btf_id\\[(-?\\d+):(-?\\d+)\\]",
                    (m, it) -> new Operation.Wide(
                            it.register(m, 1), Opcode.PSEUDO_BTF_ID, it.int32(m, 2), it.int32(m, 3))),
            form(
                    "ld_pseudo\\s+r(\\d+), " + NUMBER + ", " + NUMBER,
                    (m, it) -> new Operation.Wide(it.register(m, 1), it.nibble(m, 2), it.int32(m, 3), 0)),
            form("lock \\*" + PLACE + " ([+|&^]=) " + REGISTER, OperationReader::lock),
            form(
                    REGISTER + " = atomic(?:64)?_(fetch_add|fetch_or|fetch_and|fetch_xor|xchg)\\(" + PLACE + ", "
                            + REGISTER + "\\)",
                    OperationReader::fetch),
            form(
                    "[rw]0 = atomic(?:64)?_cmpxchg\\(" + PLACE + ", [rw]0, " + REGISTER + "\\)",
                    OperationReader::exchange),
            form(REGISTER + " = xchg(_64|32_32)\\(" + ADDRESS + ", " + REGISTER + "\\)", OperationReader::llvmExchange),
            form(
                    "[rw]0 = cmpxchg(_64|32_32)\\(" + ADDRESS + ", [rw]0, " + REGISTER + "\\)",
                    OperationReader::llvmCompareExchange),
            form(REGISTER + " = load_acquire\\(" + PLACE + "\\)", OperationReader::loadAcquire),
            form("store_release\\(" + PLACE + ", " + REGISTER + "\\)", OperationReader::storeRelease),
            form(
                    "r0 = \\*\\(u(8|16|32) \\*\\)skb\\[(?:r(\\d+)(?: \\+ " + NUMBER + ")?|" + NUMBER + ")\\]",
                    OperationReader::packetLoad),
            form("callx r(\\d+)", (m, it) -> new Operation.RegisterCall(it.register(m, 1))),
            form("gotox r(\\d+)", (m, it) -> new Operation.IndirectJump(it.register(m, 1))),
            form("\\.insn op=" + NUMBER + " dst=(\\d+) src=(\\d+) off=(-?\\d+) imm=(-?\\d+)", OperationReader::raw));

    private final Dialect dialect;
    private final int opcode;
    private @Nullable String label;

    /** A way to write an operation; the reader gives null if it is not that after all. */
    private record Form(Pattern pattern, Reader reader) {}

    @FunctionalInterface
    private interface Reader {
        @Nullable
        Operation read(Matcher m, OperationReader it);
    }

    private static Form form(String pattern, Reader reader) {
        return new Form(Pattern.compile(pattern), reader);
    }

    /**
     * @param dialect of what would be ambiguous
     * @param opcode that stands in front of the text, or -1
     */
    OperationReader(Dialect dialect, int opcode) {
        this.dialect = dialect;
        this.opcode = opcode;
    }

    /**
     * The operation, or null if the text is none.
     *
     * @throws IllegalArgumentException if a number does not fit
     */
    @Nullable
    Operation read(String text) {
        for (Form form : FORMS) {
            Matcher m = form.pattern().matcher(text);
            if (m.matches()) {
                label = null;
                Operation operation = form.reader().read(m, this);
                if (operation != null) {
                    return operation;
                }
            }
        }
        return null;
    }

    /** The label that the operation's distance is to come from; null if the text had a number. */
    @Nullable
    String label() {
        return label;
    }

    private static @Nullable Operation signExtension(Matcher m, OperationReader it) {
        return m.group(1).equals(m.group(4))
                ? new Operation.SignExtension(wide(m, 1), it.register(m, 2), it.register(m, 5), it.int16(m.group(3)))
                : null;
    }

    private static @Nullable Operation negation(Matcher m, OperationReader it) {
        boolean same = m.group(1).equals(m.group(3)) && m.group(2).equals(m.group(4));
        return same ? new Operation.Negation(wide(m, 1), it.register(m, 2)) : null;
    }

    private static @Nullable Operation byteSwap(Matcher m, OperationReader it) {
        Operation.ByteSwap.Order order = Arrays.stream(Operation.ByteSwap.Order.values())
                .filter(one -> one.word().equals(m.group(2)))
                .findFirst()
                .orElseThrow();
        return m.group(1).equals(m.group(4)) ? new Operation.ByteSwap(order, it.int32(m, 3), it.register(m, 1)) : null;
    }

    private static Operation spaceCast(Matcher m, OperationReader it) {
        return new Operation.AddressSpaceCast(
                it.register(m, 1), it.register(m, 2), it.range(m.group(3), 0, 0xffff), it.range(m.group(4), 0, 0xffff));
    }

    private static @Nullable Operation arithmetic(Matcher m, OperationReader it) {
        return m.group(1).equals(m.group(4))
                ? BinaryOperator.ofSymbol(m.group(3))
                        .map(operator -> new Operation.Arithmetic(
                                wide(m, 1), operator, it.register(m, 2), Operand.register(it.register(m, 5))))
                        .orElse(null)
                : null;
    }

    private static @Nullable Operation arithmeticWithNumber(Matcher m, OperationReader it) {
        return BinaryOperator.ofSymbol(m.group(3))
                .map(operator -> new Operation.Arithmetic(
                        wide(m, 1), operator, it.register(m, 2), Operand.immediate(it.int32(m, 4))))
                .orElse(null);
    }

    /** {@code r1 = 7} is a move; {@code r1 = 0x7} is one for LLVM and a 64-bit load in a kernel's log. */
    private static @Nullable Operation constant(Matcher m, OperationReader it) {
        String text = m.group(2);
        boolean hex = text.contains("0x");
        boolean marked = m.group(3) != null || it.opcode == Opcode.LD_IMM64;
        boolean move = it.opcode == (Opcode.ALU64 | Opcode.MOV);
        long value = int64(text);
        if (marked || !move && (hex && it.dialect == Dialect.KERNEL || value != (int) value && !isAmbiguous(value))) {
            return new Operation.Wide(it.register(m, 1), 0, (int) value, (int) (value >>> 32));
        }
        if (!move && isAmbiguous(value)) {
            throw new IllegalArgumentException("number " + text + " is larger than a signed 32-bit number: write "
                    + text + " ll for a 64-bit load, or the negative number that is meant");
        }
        return null;
    }

    private static boolean isAmbiguous(long value) {
        return value > Integer.MAX_VALUE && value <= 0xffff_ffffL;
    }

    private static Operation map(Matcher m, OperationReader it) {
        boolean value = m.group(4) != null;
        int pseudo = m.group(2).equals("fd")
                ? (value ? Opcode.PSEUDO_MAP_VALUE : Opcode.PSEUDO_MAP_FD)
                : (value ? Opcode.PSEUDO_MAP_IDX_VALUE : Opcode.PSEUDO_MAP_IDX);
        return new Operation.Wide(it.register(m, 1), pseudo, it.int32(m, 3), value ? it.int32(m, 4) : 0);
    }

    private static @Nullable Operation load(Matcher m, OperationReader it) {
        boolean signed = m.group(3).equals("s");
        int size = size(m, 4);
        boolean sensible = (wide(m, 1) || !signed && size < 8) && !(signed && size == 8);
        return sensible
                ? new Operation.Load(it.register(m, 2), it.register(m, 5), it.int16(m.group(6)), size, signed)
                : null;
    }

    private static @Nullable Operation store(Matcher m, OperationReader it) {
        if (m.group(1).equals("s")) {
            return null;
        }
        Operand value = m.group(6) != null ? Operand.register(it.register(m, 6)) : Operand.immediate(it.int32(m, 7));
        return new Operation.Store(it.register(m, 3), it.int16(m.group(4)), size(m, 2), value);
    }

    private static @Nullable Operation lock(Matcher m, OperationReader it) {
        return BinaryOperator.ofSymbol(m.group(5))
                .flatMap(operator -> AtomicOperator.ofImmediate(operator.bits()))
                .map(operator -> it.atomic(operator, m, 2, 3, it.register(m, 7)))
                .orElse(null);
    }

    private static @Nullable Operation fetch(Matcher m, OperationReader it) {
        return m.group(2).equals(m.group(9))
                ? it.atomic(AtomicOperator.ofWord(m.group(3)).orElseThrow(), m, 5, 6, it.register(m, 9))
                : null;
    }

    private static Operation exchange(Matcher m, OperationReader it) {
        return it.atomic(AtomicOperator.COMPARE_EXCHANGE, m, 2, 3, it.register(m, 6));
    }

    private static @Nullable Operation llvmExchange(Matcher m, OperationReader it) {
        int size = m.group(3).equals("_64") ? 8 : 4;
        return m.group(2).equals(m.group(7))
                ? new Operation.Atomic(
                        AtomicOperator.EXCHANGE, it.register(m, 4), it.int16(m.group(5)), size, it.register(m, 7))
                : null;
    }

    private static Operation llvmCompareExchange(Matcher m, OperationReader it) {
        int size = m.group(1).equals("_64") ? 8 : 4;
        return new Operation.Atomic(
                AtomicOperator.COMPARE_EXCHANGE, it.register(m, 2), it.int16(m.group(3)), size, it.register(m, 5));
    }

    private static Operation loadAcquire(Matcher m, OperationReader it) {
        return it.atomic(AtomicOperator.LOAD_ACQUIRE, m, 4, 5, it.register(m, 2));
    }

    private static Operation storeRelease(Matcher m, OperationReader it) {
        return it.atomic(AtomicOperator.STORE_RELEASE, m, 2, 3, it.register(m, 6));
    }

    private Operation atomic(AtomicOperator operator, Matcher m, int size, int base, int register) {
        return new Operation.Atomic(operator, register(m, base), int16(m.group(base + 1)), size(m, size), register);
    }

    private static Operation packetLoad(Matcher m, OperationReader it) {
        int size = size(m, 1);
        if (m.group(2) == null) {
            return new Operation.PacketLoad(size, -1, it.int32(m, 4));
        }
        return new Operation.PacketLoad(size, it.register(m, 2), m.group(3) == null ? 0 : it.int32(m, 3));
    }

    private static Operation jump(Matcher m, OperationReader it) {
        return switch (m.group(1)) {
            case "goto" -> new Operation.Jump(false, it.shortDistance(m, 2));
            case "gotol" -> new Operation.Jump(true, it.distance(m, 2));
            default -> new Operation.MayGoto(it.shortDistance(m, 2));
        };
    }

    private static @Nullable Operation branch(Matcher m, OperationReader it) {
        boolean wide = wide(m, 1);
        Comparison comparison = Comparison.ofSymbol(m.group(3)).orElseThrow();
        if (m.group(4) != null && !m.group(4).equals(m.group(1))) {
            return null;
        }
        Operand operand = m.group(4) != null ? Operand.register(it.register(m, 5)) : Operand.immediate(it.int32(m, 6));
        return new Operation.Branch(wide, comparison, it.register(m, 2), operand, it.shortDistance(m, 7));
    }

    /** A helper's number; with a bare sign in front it would be the distance of a function. */
    private static Operation numberedCall(Matcher m, OperationReader it) {
        return new Operation.Call(Opcode.HELPER_CALL, it.int32(m, m.group(1) != null ? 1 : 2), 0);
    }

    private static Operation namedCall(Matcher m, OperationReader it) {
        return Arrays.stream(HelperId.values())
                .filter(id -> id.functionName().equals(m.group(1)))
                .findFirst()
                .map(id -> new Operation.Call(Opcode.HELPER_CALL, id.number(), 0))
                .orElseThrow(() -> new IllegalArgumentException("no helper '" + m.group(1) + "'"));
    }

    private static Operation raw(Matcher m, OperationReader it) {
        return new Operation.Unknown(new Instruction(
                it.range(m.group(1), 0, 255), it.nibble(m, 2), it.nibble(m, 3), it.int16(m.group(4)), it.int32(m, 5)));
    }

    private static boolean wide(Matcher m, int group) {
        return m.group(group).equals("r");
    }

    private static int size(Matcher m, int group) {
        return Integer.parseInt(m.group(group)) / 8;
    }

    private int register(Matcher m, int group) {
        return range(m.group(group).replaceFirst("[rw]", ""), 0, 15);
    }

    private int nibble(Matcher m, int group) {
        return range(m.group(group), 0, 15);
    }

    /** The distance in one group, or a label in the next. */
    private int distance(Matcher m, int group) {
        label = m.group(group + 1);
        return label == null ? int32(m, group) : 0;
    }

    private int shortDistance(Matcher m, int group) {
        label = m.group(group + 1);
        return label == null ? int16(m.group(group)) : 0;
    }

    private int int16(String text) {
        return range(text, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    /** 32 bits with or without a sign: logs print comparisons with -1 as {@code 0xffffffff}. */
    private int int32(Matcher m, int group) {
        long value = int64(m.group(group));
        if (value < Integer.MIN_VALUE || value > 0xffff_ffffL) {
            throw new IllegalArgumentException("number " + m.group(group) + " does not fit 32 bits");
        }
        return (int) value;
    }

    private int range(String text, int min, int max) {
        long value = int64(text);
        if (value < min || value > max) {
            throw new IllegalArgumentException("number " + text.replace(" ", "") + " is not in " + min + ".." + max);
        }
        return (int) value;
    }

    private static long int64(String text) {
        String digits = text.replaceFirst("^[+-] ?", "");
        boolean negative = text.startsWith("-");
        try {
            long value = digits.startsWith("0x")
                    ? Long.parseUnsignedLong(digits.substring(2), 16)
                    : Long.parseUnsignedLong(digits);
            return negative ? -value : value;
        } catch (NumberFormatException tooLarge) {
            throw new IllegalArgumentException("number " + text + " does not fit 64 bits", tooLarge);
        }
    }
}
