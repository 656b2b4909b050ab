// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Prints instructions; {@link Assembler} reads them back. In both LLVM dialects every slot whatever is printed so that
 * it reads back as the same bytes: values where the instruction has no use for any stand behind in braces,
 * {@code exit {imm=7}}, and what is no instruction at all is a {@code .insn} line.
 */
public final class Disassembler {
    private Disassembler() {}

    /** One line an instruction in {@link Dialect#LLVM}, with its slot: {@code 27: r1 = *(u64 *)(r0 + 0x8)}. */
    public static String disassemble(Instructions program) {
        return disassemble(program, Dialect.LLVM);
    }

    /** One line an instruction, with its slot. The second slot of a 64-bit load has no line. */
    public static String disassemble(Instructions program, Dialect dialect) {
        StringBuilder text = new StringBuilder(program.size() * 32);
        for (int slot = 0;
                slot < program.size();
                slot += Operation.at(program, slot).slots()) {
            text.append(slot)
                    .append(": ")
                    .append(disassemble(program, slot, dialect))
                    .append('\n');
        }
        return text.toString();
    }

    /** The instruction that starts at a slot, without the slot; {@link Dialect#KERNEL} has the opcode in front. */
    public static String disassemble(Instructions program, int slot, Dialect dialect) {
        return disassemble(program, slot, dialect, target -> null);
    }

    /**
     * The instruction that starts at a slot, with what it jumps to behind it: {@code goto +0x3 <LBB0_2>}.
     *
     * @param targets the name of a slot; null for none
     */
    public static String disassemble(
            Instructions program, int slot, Dialect dialect, IntFunction<@Nullable String> targets) {
        Operation operation = Operation.at(program, slot);
        String text = dialect == Dialect.KERNEL
                ? String.format(Locale.ROOT, "(%02x) ", program.get(slot).opcode()) + operation.match(new KernelText())
                : exact(
                        operation,
                        program.asList().subList(slot, slot + operation.slots()),
                        new LlvmText(dialect == Dialect.LLVM_ALU32, null));
        String target = operation.jump().isPresent()
                ? targets.apply(slot + 1 + operation.jump().getAsInt())
                : null;
        return target == null ? text : text + " <" + target + ">";
    }

    /** The text, and behind it whatever else the slots hold that the text does not tell. */
    static String exact(Operation operation, List<Instruction> slots, LlvmText dialect) {
        List<Instruction> canonical = told(operation).encode();
        String text = operation.match(dialect);
        if (canonical.equals(slots)) {
            return text;
        }
        if (canonical.get(0).opcode() != slots.get(0).opcode()) {
            return new Operation.Unknown(slots.get(0)).match(dialect);
        }
        StringBuilder rest = new StringBuilder();
        for (int i = 0; i < slots.size(); i++) {
            Instruction actual = slots.get(i);
            Instruction told = canonical.get(i);
            String half = i == 0 ? "" : "2";
            field(rest, "dst" + half, told.dst(), actual.dst());
            field(rest, "src" + half, told.src(), actual.src());
            field(rest, "off" + half, told.off(), actual.off());
            field(rest, "imm" + half, told.imm(), actual.imm());
        }
        return text + " {" + rest.toString().strip() + "}";
    }

    /** The operation without what its text leaves out. */
    private static Operation told(Operation operation) {
        if (operation instanceof Operation.Call call && call.isKfunc()) {
            return new Operation.Call(call.kind(), call.immediate(), 0);
        }
        if (operation instanceof Operation.Wide wide) {
            return switch (wide.pseudo()) {
                case Opcode.PSEUDO_MAP_FD, Opcode.PSEUDO_MAP_IDX, Opcode.PSEUDO_FUNC ->
                    new Operation.Wide(wide.dst(), wide.pseudo(), wide.low(), 0);
                case Opcode.PSEUDO_MAP_VALUE, Opcode.PSEUDO_MAP_IDX_VALUE, Opcode.PSEUDO_BTF_ID -> wide;
                default -> new Operation.Wide(wide.dst(), 0, wide.low(), wide.high());
            };
        }
        return operation;
    }

    private static void field(StringBuilder text, String name, int told, int actual) {
        if (told != actual) {
            text.append(' ').append(name).append('=').append(actual);
        }
    }
}
