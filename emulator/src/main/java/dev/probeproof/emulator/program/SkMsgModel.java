// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.uapi.ProgramType;

/** Messages that sockets send. */
final class SkMsgModel implements VerifiedOnly {
    private static final FieldTable FIELDS = FieldTable.of(
            StructField.pointer("data", 0, 8, KernelPointers.PACKET),
            StructField.pointer("data_end", 8, 8, KernelPointers.PACKET_END),
            StructField.of("family … local_port", 16, 52, StructField.WORD),
            StructField.of("size", 68, 4, StructField.WORD).since("4.20"),
            StructField.pointer("sk", 72, 8, KernelPointers.SOCKET).since("5.8"));

    @Override
    public ProgramType type() {
        return ProgramType.SK_MSG;
    }

    @Override
    public String summary() {
        return "messages of sockets; context: `struct sk_msg_md`, read-only; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return FIELDS.answer(access);
    }

    @Override
    public PacketAccess packetAccess(KernelProfile profile) {
        return PacketAccess.READ_WRITE;
    }
}
