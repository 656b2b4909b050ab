// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.packet.XdpBuffer;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteOrder;

/** XDP: packets as the driver has them. */
final class XdpModel implements PacketRun {
    private static final FieldTable FIELDS = FieldTable.of(
            StructField.pointer("data", 0, 4, KernelPointers.PACKET),
            StructField.pointer("data_end", 4, 4, KernelPointers.PACKET_END),
            StructField.pointer("data_meta", 8, 4, KernelPointers.PACKET_META),
            StructField.of("ingress_ifindex", 12, 4, StructField.WORD),
            StructField.of("rx_queue_index", 16, 4, StructField.WORD));

    /** Only where a packet leaves through a device map is the way out known. */
    private static final FieldTable DEVMAP_FIELDS =
            FIELDS.and(StructField.of("egress_ifindex", 20, 4, StructField.WORD).since("5.8"));

    @Override
    public ProgramType type() {
        return ProgramType.XDP;
    }

    @Override
    public String summary() {
        return "XDP; context: `struct xdp_md`; test run";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return (access.setting().attachesAs(AttachType.XDP_DEVMAP) ? DEVMAP_FIELDS : FIELDS).answer(access);
    }

    @Override
    public PacketAccess packetAccess(KernelProfile profile) {
        return PacketAccess.READ_WRITE;
    }

    @Override
    public RunPacket testRunPacket(TestRun.Input input, ByteOrder order) {
        byte[] packet = TestRunInput.packetOnly(type(), input, XdpBuffer.MIN_BYTES, XdpBuffer.MAX_BYTES);
        return new XdpBuffer(packet, order);
    }
}
