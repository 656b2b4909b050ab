// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.uapi.ProgramType;

/** Lightweight tunnels, where packets leave. */
final class LwtOutModel implements VerifiedOnly {
    @Override
    public ProgramType type() {
        return ProgramType.LWT_OUT;
    }

    @Override
    public String summary() {
        return "lightweight tunnel; context: `struct __sk_buff`; not emulated";
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
