// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import org.jspecify.annotations.Nullable;

/**
 * Operations in {@link Dialect#LLVM} and {@link Dialect#LLVM_ALU32}. Where llvm-objdump prints the same text for different
 * things, ours says which: a function's distance has its sign ({@code call +0x5}, against helper {@code call 0x5}), a kfunc
 * and a 64-bit load of something that is no number are written as the kernel's tools do.
 */
final class LlvmText implements Operation.Cases<String> {
    private final boolean alu32;
    private final @Nullable String label;

    /**
     * @param alu32 true to name the low half of registers in narrow loads and stores
     * @param label what to print in place of a distance
     */
    LlvmText(boolean alu32, @Nullable String label) {
        this.alu32 = alu32;
        this.label = label;
    }

    @Override
    public String arithmetic(Operation.Arithmetic it) {
        return register(it.wide(), it.dst()) + " " + it.operator().symbol() + " " + operand(it.wide(), it.operand());
    }

    @Override
    public String signExtension(Operation.SignExtension it) {
        return register(it.wide(), it.dst()) + " = (s" + it.bits() + ")" + register(it.wide(), it.src());
    }

    @Override
    public String addressSpaceCast(Operation.AddressSpaceCast it) {
        return "r" + it.dst() + " = addr_space_cast(r" + it.src() + ", " + hex(it.to()) + ", " + hex(it.from()) + ")";
    }

    @Override
    public String negation(Operation.Negation it) {
        return register(it.wide(), it.dst()) + " = -" + register(it.wide(), it.dst());
    }

    @Override
    public String byteSwap(Operation.ByteSwap it) {
        return "r" + it.dst() + " = " + it.order().word() + it.bits() + " r" + it.dst();
    }

    @Override
    public String load(Operation.Load it) {
        return register(it.signed() || isNamedWhole(it.sizeBytes()), it.dst()) + " = *"
                + place(it.signed() ? "s" : "u", it.sizeBytes(), it.base(), it.offset());
    }

    @Override
    public String store(Operation.Store it) {
        return "*" + place("u", it.sizeBytes(), it.base(), it.offset()) + " = "
                + operand(isNamedWhole(it.sizeBytes()), it.value());
    }

    @Override
    public String atomic(Operation.Atomic it) {
        boolean wide = it.sizeBytes() == 8;
        String place = place("u", it.sizeBytes(), it.base(), it.offset());
        String bare = address(it.base(), it.offset());
        String register = register(wide, it.register());
        String suffix = wide ? "_64(" : "32_32(";
        return switch (it.operator()) {
            // Before it knew halves of registers, LLVM had the 32-bit addition, and no other.
            case ADD -> "lock *" + place + " += " + register(isNamedWhole(it.sizeBytes()), it.register());
            case OR, AND, XOR -> "lock *" + place + " " + it.operator().symbol() + " " + register;
            case EXCHANGE -> register + " = xchg" + suffix + bare + ", " + register + ")";
            case COMPARE_EXCHANGE ->
                register(wide, 0) + " = cmpxchg" + suffix + bare + ", " + register(wide, 0) + ", " + register + ")";
            case LOAD_ACQUIRE -> register + " = load_acquire(" + place + ")";
            case STORE_RELEASE -> "store_release(" + place + ", " + register + ")";
            default -> register + " = atomic_" + it.operator().word() + "(" + place + ", " + register + ")";
        };
    }

    @Override
    public String packetLoad(Operation.PacketLoad it) {
        String index = it.index() < 0
                ? hex(it.offset())
                : it.offset() == 0 ? "r" + it.index() : "r" + it.index() + " + " + hex(it.offset());
        return "r0 = *(u" + it.sizeBytes() * 8 + " *)skb[" + index + "]";
    }

    @Override
    public String wide(Operation.Wide it) {
        if (label != null && it.function().isPresent()) {
            return "r" + it.dst() + " = subprog[" + label + "]";
        }
        String reference = KernelText.reference(it);
        return "r" + it.dst() + " = " + (reference == null ? hex(it.constant()) + " ll" : reference);
    }

    @Override
    public String jump(Operation.Jump it) {
        return (it.isLong() ? "gotol " : "goto ") + target(it.distance());
    }

    @Override
    public String indirectJump(Operation.IndirectJump it) {
        return "gotox r" + it.register();
    }

    @Override
    public String mayGoto(Operation.MayGoto it) {
        return "may_goto " + target(it.distance());
    }

    @Override
    public String branch(Operation.Branch it) {
        return "if " + register(it.wide(), it.dst()) + " " + it.comparison().symbol() + " "
                + operand(it.wide(), it.operand()) + " goto " + target(it.distance());
    }

    @Override
    public String call(Operation.Call it) {
        if (it.isFunction()) {
            return "call " + target(it.immediate());
        }
        return it.isKfunc()
                ? "call kernel-function#" + it.immediate()
                : "call 0x" + Integer.toHexString(it.immediate());
    }

    @Override
    public String registerCall(Operation.RegisterCall it) {
        return "callx r" + it.register();
    }

    @Override
    public String exit(Operation.Exit it) {
        return "exit";
    }

    @Override
    public String unknown(Operation.Unknown it) {
        Instruction slot = it.slot();
        return ".insn op=" + hex(slot.opcode()) + " dst=" + slot.dst() + " src=" + slot.src() + " off=" + slot.off()
                + " imm=" + slot.imm();
    }

    private boolean isNamedWhole(int sizeBytes) {
        return !alu32 || sizeBytes == 8;
    }

    private String target(int distance) {
        return label != null ? label : (distance < 0 ? "" : "+") + hex(distance);
    }

    private static String place(String sign, int sizeBytes, int base, int offset) {
        return "(" + sign + sizeBytes * 8 + " *)(" + address(base, offset) + ")";
    }

    private static String address(int base, int offset) {
        return "r" + base + (offset < 0 ? " - " : " + ") + hex(Math.abs(offset));
    }

    private static String operand(boolean wide, Operand operand) {
        return operand instanceof Operand.Register register
                ? register(wide, register.number())
                : hex(((Operand.Immediate) operand).value());
    }

    private static String register(boolean wide, int number) {
        return (wide ? "r" : "w") + number;
    }

    /** Signed, as LLVM prints all numbers: {@code -0x1}. */
    private static String hex(long number) {
        return number < 0 ? "-0x" + Long.toHexString(-number) : "0x" + Long.toHexString(number);
    }
}
