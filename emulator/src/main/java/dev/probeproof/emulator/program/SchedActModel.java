// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.uapi.ProgramType;

/** Actions of traffic control. */
final class SchedActModel implements VerifiedOnly {
    @Override
    public ProgramType type() {
        return ProgramType.SCHED_ACT;
    }

    @Override
    public String summary() {
        return "traffic control action; context: `struct __sk_buff`; not emulated";
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
}
