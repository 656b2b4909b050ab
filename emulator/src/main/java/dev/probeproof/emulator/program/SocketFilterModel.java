// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.uapi.ProgramType;

/** Socket filters. */
final class SocketFilterModel implements VerifiedOnly {
    @Override
    public ProgramType type() {
        return ProgramType.SOCKET_FILTER;
    }

    @Override
    public String summary() {
        return "filter of a socket; context: `struct __sk_buff` without packet pointers; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return SkBuffFields.SOCKET_FILTER.answer(access);
    }

    @Override
    public boolean loadsPacketBytes(KernelProfile profile) {
        return true;
    }
}
