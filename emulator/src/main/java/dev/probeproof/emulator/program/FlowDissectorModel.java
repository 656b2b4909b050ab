// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.uapi.ProgramType;

/** Dissection of packets into flow keys. */
final class FlowDissectorModel implements VerifiedOnly {
    @Override
    public ProgramType type() {
        return ProgramType.FLOW_DISSECTOR;
    }

    @Override
    public String summary() {
        return "flow dissector; context: `struct __sk_buff`, of which packet and keys, read-only; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return SkBuffFields.FLOW_DISSECTOR.answer(access);
    }

    @Override
    public PacketAccess packetAccess(KernelProfile profile) {
        return PacketAccess.READ;
    }
}
