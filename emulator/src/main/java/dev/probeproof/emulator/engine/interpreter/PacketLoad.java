// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.loader.insn.Opcode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@code BPF_LD_ABS} and {@code BPF_LD_IND}: numbers of the packet in network byte order, to r0. */
final class PacketLoad {
    private PacketLoad() {}

    /** False if the packet has no such bytes; r0 is 0 then. */
    static boolean execute(@Nullable RunPacket packet, long slot, long[] registers) {
        if (!(packet instanceof SocketBuffer buffer)) {
            throw new ExecutionFault(
                    ExecutionFault.Kind.INSTRUCTION, "BPF_LD_[ABS|IND] in a program that runs on no packet");
        }
        int opcode = Code.opcode(slot);
        boolean indirect = (opcode & 0xe0) == Opcode.IND;
        int offset = Code.imm(slot) + (indirect ? (int) registers[Code.src(slot)] : 0);
        byte[] bytes = buffer.loadLegacy(offset, Opcode.sizeBytes(opcode));
        // As in a kernel, which calls a function for it.
        Arrays.fill(registers, 1, 6, Calls.CLOBBERED);
        registers[0] = 0;
        if (bytes == null) {
            return false;
        }
        for (byte each : bytes) {
            registers[0] = registers[0] << 8 | each & 0xff;
        }
        return true;
    }
}
