// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.Errno;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answer to a relocation into its instruction: the immediate of arithmetic, the offset of a load or store,
 * both halves of a 64-bit load; or poison.
 */
final class CorePatch {
    /** The helper number of poison. No kernel has such a helper, and people recognise it in a verifier's log. */
    static final int POISON = 0xbad2310;

    private final CoreResolution resolution;
    private final List<Instruction> slots;
    private final int slot;
    private final String kernel;

    /**
     * What was written.
     *
     * @param value the number, or 0 for poison
     * @param poison why the instruction was poisoned, or null
     */
    record Written(long value, @Nullable String poison) {}

    private CorePatch(CoreResolution resolution, List<Instruction> slots, int slot, String kernel) {
        this.resolution = resolution;
        this.slots = slots;
        this.slot = slot;
        this.kernel = kernel;
    }

    /**
     * @param slots the code of a function, which is changed
     * @throws CoreException if the instruction is not one that a compiler makes for such a relocation, or cannot hold the
     *     answer
     */
    static Written apply(CoreResolution resolution, List<Instruction> slots, int slot, String kernel) {
        return new CorePatch(resolution, slots, slot, kernel).apply();
    }

    private Written apply() {
        CoreValue answer = resolution.answer();
        if (answer == null) {
            return poison(resolution.missing());
        }
        Instruction instruction = slots.get(slot);
        return switch (instruction.instructionClass()) {
            case Opcode.ALU, Opcode.ALU64 -> arithmetic(instruction, answer);
            case Opcode.LDX, Opcode.ST, Opcode.STX -> access(instruction, answer);
            case Opcode.LD -> wide(instruction, answer);
            default -> throw unexpected("a jump or call");
        };
    }

    private Written poison(@Nullable String reason) {
        Instruction poison = new Instruction(Opcode.CALL, 0, 0, 0, POISON);
        if (slots.get(slot).isWide() && slot + 1 < slots.size()) {
            slots.set(slot + 1, poison);
        }
        slots.set(slot, poison);
        return new Written(0, reason);
    }

    private Written arithmetic(Instruction instruction, CoreValue answer) {
        if ((instruction.opcode() & Opcode.X) != 0) {
            throw unexpected("arithmetic with a register");
        }
        int held = instruction.imm();
        CoreValue original = resolution.original();
        // Registers of 32 bits: what compilers write there for 2^31 and more is negative.
        if (original.checked() && original.value() != held && original.value() != Integer.toUnsignedLong(held)) {
            throw unexpected("the immediate " + held);
        }
        long value = held == original.signExtended() && held < 0 ? answer.signExtended() : answer.value();
        slots.set(slot, instruction.withImm((int) value));
        return new Written(value, null);
    }

    private Written access(Instruction instruction, CoreValue answer) {
        if (resolution.original().checked() && resolution.original().value() != instruction.off()) {
            throw unexpected("the offset " + instruction.off());
        }
        if (Long.compareUnsigned(answer.value(), Short.MAX_VALUE) > 0) {
            throw new CoreException("offset " + answer.value() + " of " + resolution.target()
                    + " does not fit the 16 bits that a load has for it: " + Errno.ERANGE);
        }
        long had = resolution.original().accessBytes();
        long needs = answer.accessBytes();
        int opcode = instruction.opcode();
        if (had != needs) {
            if (!isResizable(answer)) {
                return poison(resizeProblem(answer));
            }
            opcode = resized(opcode, had, needs);
        }
        slots.set(
                slot,
                new Instruction(opcode, instruction.dst(), instruction.src(), (int) answer.value(), instruction.imm()));
        return new Written(answer.value(), null);
    }

    private int resized(int opcode, long had, long needs) {
        if (Opcode.sizeBytes(opcode) != had) {
            throw unexpected("an access of " + Opcode.sizeBytes(opcode) + " bytes to a field of " + had);
        }
        if (needs > 8 || Long.bitCount(needs) != 1) {
            throw new CoreException(
                    resolution.target() + " has " + needs + " bytes, and no load does: " + Errno.EINVAL);
        }
        return opcode & ~0x18 | Opcode.sizeBits((int) needs);
    }

    /** Pointers of 32-bit kernels, and integers whose upper half is 0 either way. */
    private boolean isResizable(CoreValue answer) {
        if (resolution.original().access() == 0 || answer.access() == 0) {
            return false;
        }
        BtfType ours = resolution.local().types().type(resolution.original().access());
        BtfType theirs = resolution.target().types().type(answer.access());
        return ours instanceof BtfType.Ptr && theirs instanceof BtfType.Ptr || isUnsigned(ours) && isUnsigned(theirs);
    }

    /** As the reference loader sees it: a signed integer has no other property, such as being a character. */
    private static boolean isUnsigned(BtfType type) {
        return type instanceof BtfType.Int integer && !(integer.signed() && !integer.isChar() && !integer.isBool());
    }

    private String resizeProblem(CoreValue answer) {
        CoreSpec local = resolution.local();
        CoreSpec target = resolution.target();
        return "the load of " + local.path(local.accessors().size()) + " cannot be made to fit kernel '" + kernel
                + "' ("
                + resolution.kind() + ", access string " + local.access() + ")\n  the program loads "
                + sized(local, resolution.original()) + ", the kernel has " + sized(target, answer)
                + "; only pointers and unsigned integers can be loaded in another size";
    }

    private static String sized(CoreSpec spec, CoreValue value) {
        return CoreNames.of(spec.types(), value.access()) + " of " + value.accessBytes()
                + (value.accessBytes() == 1 ? " byte" : " bytes");
    }

    private Written wide(Instruction instruction, CoreValue answer) {
        if (!instruction.isWide() || instruction.src() != 0 || instruction.off() != 0 || slot + 1 >= slots.size()) {
            throw unexpected("a load that is no 64-bit constant");
        }
        Instruction second = slots.get(slot + 1);
        if (second.opcode() != 0 || second.dst() != 0 || second.src() != 0 || second.off() != 0) {
            throw unexpected("a 64-bit constant without its second half");
        }
        long held = Integer.toUnsignedLong(instruction.imm()) | (long) second.imm() << 32;
        CoreValue original = resolution.original();
        boolean signed = held != original.value() && held == original.signExtended();
        if (original.checked() && held != original.value() && !signed) {
            throw unexpected("the constant " + held);
        }
        long value = signed ? answer.signExtended() : answer.value();
        slots.set(slot, instruction.withImm((int) value));
        slots.set(slot + 1, second.withImm((int) (value >>> 32)));
        return new Written(value, null);
    }

    private CoreException unexpected(String found) {
        return new CoreException(
                "unexpected instruction for a CO-RE relocation (" + resolution.kind() + " of " + resolution.local()
                        + "): " + found + " where " + resolution.original().value() + " should stand");
    }
}
