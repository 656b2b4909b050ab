// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import dev.probeproof.loader.uapi.HelperId;
import java.util.Locale;

import static dev.probeproof.loader.insn.Opcode.*;

/** Operations in {@link Dialect#KERNEL}. */
final class KernelText implements Operation.Cases<String> {

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
        return "r" + it.dst() + " = addr_space_cast(r" + it.src() + ", " + it.to() + ", " + it.from() + ")";
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
        return "r" + it.dst() + " = *" + place(it.signed() ? "s" : "u", it.sizeBytes(), it.base(), it.offset());
    }

    @Override
    public String store(Operation.Store it) {
        return "*" + place("u", it.sizeBytes(), it.base(), it.offset()) + " = " + operand(true, it.value());
    }

    @Override
    public String atomic(Operation.Atomic it) {
        String place = place("u", it.sizeBytes(), it.base(), it.offset());
        String register = "r" + it.register();
        String name = "atomic" + (it.sizeBytes() == 8 ? "64" : "") + "_"
                + it.operator().word();
        return switch (it.operator()) {
            case ADD, OR, AND, XOR -> "lock *" + place + " " + it.operator().symbol() + " " + register;
            case COMPARE_EXCHANGE -> "r0 = " + name + "(" + place + ", r0, " + register + ")";
            case LOAD_ACQUIRE -> register + " = load_acquire(" + place + ")";
            case STORE_RELEASE -> "store_release(" + place + ", " + register + ")";
            default -> register + " = " + name + "(" + place + ", " + register + ")";
        };
    }

    @Override
    public String packetLoad(Operation.PacketLoad it) {
        String index = it.index() < 0 ? "" : "r" + it.index() + " + ";
        return "r0 = *(u" + it.sizeBytes() * 8 + " *)skb[" + index + it.offset() + "]";
    }

    @Override
    public String wide(Operation.Wide it) {
        String dst = "r" + it.dst() + " = ";
        String reference = reference(it);
        return dst + (reference == null ? "0x" + Long.toHexString(it.constant()) : reference);
    }

    /** What a pseudo source makes of the immediates, as bpftool writes it; null if they are a plain number. */
    static @org.jspecify.annotations.Nullable String reference(Operation.Wide it) {
        return switch (it.pseudo()) {
            case PSEUDO_MAP_FD -> "map[fd:" + it.low() + "]";
            case PSEUDO_MAP_VALUE -> "map[fd:" + it.low() + "][0]+" + Integer.toUnsignedString(it.high());
            case PSEUDO_MAP_IDX -> "map[idx:" + it.low() + "]";
            case PSEUDO_MAP_IDX_VALUE -> "map[idx:" + it.low() + "][0]+" + Integer.toUnsignedString(it.high());
            case PSEUDO_BTF_ID -> "btf_id[" + it.low() + ":" + it.high() + "]";
            case PSEUDO_FUNC -> "subprog[" + signed(it.low()) + "]";
            default -> null;
        };
    }

    @Override
    public String jump(Operation.Jump it) {
        return (it.isLong() ? "gotol pc" : "goto pc") + signed(it.distance());
    }

    @Override
    public String indirectJump(Operation.IndirectJump it) {
        return "gotox r" + it.register();
    }

    @Override
    public String mayGoto(Operation.MayGoto it) {
        return "may_goto pc" + signed(it.distance());
    }

    @Override
    public String branch(Operation.Branch it) {
        String operand = it.operand() instanceof Operand.Immediate immediate
                ? "0x" + Integer.toHexString(immediate.value())
                : operand(it.wide(), it.operand());
        return "if " + register(it.wide(), it.dst()) + " " + it.comparison().symbol() + " " + operand + " goto pc"
                + signed(it.distance());
    }

    @Override
    public String call(Operation.Call it) {
        if (it.isFunction()) {
            return "call pc" + signed(it.immediate());
        }
        return it.isKfunc()
                ? "call kernel-function#" + it.immediate()
                : "call "
                        + HelperId.of(it.immediate())
                                .map(HelperId::functionName)
                                .orElse("unknown")
                        + "#" + it.immediate();
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
        return String.format(
                Locale.ROOT, "unknown dst=%d src=%d off=%d imm=%d", slot.dst(), slot.src(), slot.off(), slot.imm());
    }

    private static String place(String sign, int sizeBytes, int base, int offset) {
        return "(" + sign + sizeBytes * 8 + " *)(r" + base + " " + signed(offset) + ")";
    }

    private static String operand(boolean wide, Operand operand) {
        return operand instanceof Operand.Register register
                ? register(wide, register.number())
                : Integer.toString(((Operand.Immediate) operand).value());
    }

    private static String register(boolean wide, int number) {
        return (wide ? "r" : "w") + number;
    }

    private static String signed(int number) {
        return (number < 0 ? "" : "+") + number;
    }
}
