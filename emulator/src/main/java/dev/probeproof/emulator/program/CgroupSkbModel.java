// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Packets of the sockets in a cgroup. */
final class CgroupSkbModel implements PacketRun {
    private static final Set<AttachType> ATTACH_TYPES =
            EnumSet.of(AttachType.CGROUP_INET_INGRESS, AttachType.CGROUP_INET_EGRESS);

    @Override
    public ProgramType type() {
        return ProgramType.CGROUP_SKB;
    }

    @Override
    public String summary() {
        return "packets of a cgroup; context: `struct __sk_buff`; test run";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return SkBuffFields.CGROUP.answer(access);
    }

    /** What leaves may also be told to slow down. */
    @Override
    public ReturnRange returnRange(ProgramSetting setting) {
        return ReturnRange.of(0, setting.attachesAs(AttachType.CGROUP_INET_EGRESS) ? 3 : 1);
    }

    @Override
    public Optional<SettingRefusal> attachTypeRefusal(ProgramSetting setting) {
        return AttachTypes.refusal(setting, ATTACH_TYPES);
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
