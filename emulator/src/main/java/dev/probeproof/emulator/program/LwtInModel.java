// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteOrder;

/** Lightweight tunnels, where packets come in. */
final class LwtInModel implements PacketRun {
    @Override
    public ProgramType type() {
        return ProgramType.LWT_IN;
    }

    @Override
    public String summary() {
        return "lightweight tunnel; context: `struct __sk_buff`; test run";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return SkBuffFields.LIGHTWEIGHT_TUNNEL.answer(access);
    }

    @Override
    public PacketAccess packetAccess(KernelProfile profile) {
        return PacketAccess.READ;
    }

    @Override
    public RunPacket testRunPacket(TestRun.Input input, ByteOrder order) {
        byte[] packet = TestRunInput.frame(type(), input);
        return SocketBuffer.ofPayload(packet, order);
    }
}
