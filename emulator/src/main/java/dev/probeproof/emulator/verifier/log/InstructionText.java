// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.insn.Dialect;
import dev.probeproof.loader.insn.Disassembler;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.HelperId;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An instruction as the log prints it, {@code print_bpf_insn} of the kernel: {@code (85) call bpf_map_lookup_elem#1}. */
public final class InstructionText {
    private static final int CALL = 0x85;

    private final KernelProfile profile;
    private final List<VerifierMap> maps;
    private final Function<Instruction, @Nullable String> kernelFunctions;

    /**
     * @param maps those that loads of the program refer to by index
     * @param kernelFunctions the name that a call of a kernel function stands for, or null
     */
    public InstructionText(
            KernelProfile profile, List<VerifierMap> maps, Function<Instruction, @Nullable String> kernelFunctions) {
        this.profile = profile;
        this.maps = List.copyOf(maps);
        this.kernelFunctions = kernelFunctions;
    }

    public InstructionText(KernelProfile profile, List<VerifierMap> maps) {
        this(profile, maps, call -> null);
    }

    /** The instruction at a slot, without the slot's number. */
    public String of(Instruction[] program, int slot) {
        Instruction first = program[slot];
        if (first.opcode() == CALL) {
            String call = call(first);
            if (call != null) {
                return call;
            }
        }
        if (first.opcode() != Opcode.LD_IMM64) {
            return Disassembler.disassemble(Instructions.of(first), 0, Dialect.KERNEL);
        }
        int high = slot + 1 < program.length ? program[slot + 1].imm() : 0;
        return String.format(Locale.ROOT, "(18) r%d = 0x%s", first.dst(), Long.toHexString(wide(first, high)));
    }

    /** What the log prints for a 64-bit load: maps are addresses by then, functions still distances. */
    private long wide(Instruction load, int high) {
        int index = load.imm();
        boolean isMap = load.src() == Opcode.PSEUDO_MAP_IDX || load.src() == Opcode.PSEUDO_MAP_IDX_VALUE;
        if (isMap && index >= 0 && index < maps.size()) {
            long offset = load.src() == Opcode.PSEUDO_MAP_IDX_VALUE ? high & 0xffff_ffffL : 0;
            return maps.get(index).address() + offset;
        }
        return (long) high << 32 | load.imm() & 0xffff_ffffL;
    }

    /** Calls whose text depends on the release or on the kernel's types; null for others. */
    private @Nullable String call(Instruction call) {
        if (call.src() == Opcode.PSEUDO_CALL) {
            return null;
        }
        String name = null;
        if (call.src() == Opcode.PSEUDO_KFUNC_CALL && profile.isAtLeast(5, 13)) {
            name = kernelFunctions.apply(call);
            if (name == null) {
                name = "kernel-function";
            }
        } else if (call.src() == 0 || !profile.isAtLeast(5, 13)) {
            name = helper(call.imm());
        }
        return "(85) call " + (name == null ? "unknown" : name) + "#" + call.imm();
    }

    private @Nullable String helper(int number) {
        if (number == 0) {
            return "bpf_unspec";
        }
        return HelperId.of(number)
                .filter(id -> profile.release().has(id.since()))
                .map(HelperId::functionName)
                .orElse(null);
    }
}
