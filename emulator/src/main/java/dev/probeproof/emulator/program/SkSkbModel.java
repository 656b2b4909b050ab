// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.uapi.ProgramType;

/** Streams of sockets: parsers and verdicts. */
final class SkSkbModel implements VerifiedOnly {
    @Override
    public ProgramType type() {
        return ProgramType.SK_SKB;
    }

    @Override
    public String summary() {
        return "socket streams; context: `struct __sk_buff`; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return SkBuffFields.STREAM.answer(access);
    }

    @Override
    public PacketAccess packetAccess(KernelProfile profile) {
        return PacketAccess.READ_WRITE;
    }
}
