// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.uapi.ProgramType;

/** Actions of IPv6 segment routing. */
final class LwtSeg6localModel implements VerifiedOnly {
    @Override
    public ProgramType type() {
        return ProgramType.LWT_SEG6LOCAL;
    }

    @Override
    public String summary() {
        return "IPv6 segment routing; context: `struct __sk_buff`; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return SkBuffFields.LIGHTWEIGHT_TUNNEL.answer(access);
    }

    @Override
    public PacketAccess packetAccess(KernelProfile profile) {
        return PacketAccess.READ;
    }
}
