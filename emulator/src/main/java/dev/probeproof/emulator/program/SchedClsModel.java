// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteOrder;

/** Classifiers of traffic control, also by tcx and netkit. */
final class SchedClsModel implements PacketRun {
    @Override
    public ProgramType type() {
        return ProgramType.SCHED_CLS;
    }

    @Override
    public String summary() {
        return "traffic control classifier; context: `struct __sk_buff`; test run";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return SkBuffFields.TRAFFIC_CONTROL.answer(access);
    }

    @Override
    public PacketAccess packetAccess(KernelProfile profile) {
        return PacketAccess.READ_WRITE;
    }

    @Override
    public boolean loadsPacketBytes(KernelProfile profile) {
        return true;
    }

    @Override
    public RunPacket testRunPacket(TestRun.Input input, ByteOrder order) {
        byte[] packet = TestRunInput.frame(type(), input);
        return SocketBuffer.ofFrame(packet, order);
    }
}
