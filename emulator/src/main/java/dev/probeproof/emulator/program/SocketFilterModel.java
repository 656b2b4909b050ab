// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteOrder;

/** Socket filters. */
final class SocketFilterModel implements PacketRun {
    @Override
    public ProgramType type() {
        return ProgramType.SOCKET_FILTER;
    }

    @Override
    public String summary() {
        return "filter of a socket; context: `struct __sk_buff` without packet pointers; test run";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return SkBuffFields.SOCKET_FILTER.answer(access);
    }

    @Override
    public boolean loadsPacketBytes(KernelProfile profile) {
        return true;
    }

    @Override
    public RunPacket testRunPacket(TestRun.Input input, ByteOrder order) {
        byte[] packet = TestRunInput.frame(type(), input);
        return SocketBuffer.ofPayload(packet, order);
    }
}
