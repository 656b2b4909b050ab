// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_MEMORY;

/** {@code bpf_skb_load_bytes}: copies from the packet; where it is too short, zeros. */
final class SkbLoadBytes implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SKB_LOAD_BYTES).arguments(CONTEXT, ANYTHING, UNINITIALIZED_MEMORY, SIZE);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long offset, long target, long size, long unused5) {
        SocketBuffer packet = PacketArgument.socketBuffer(context, this);
        byte[] bytes = packet.load(offset & 0xffff_ffffL, (int) size);
        ProgramMemory.write(context, target, bytes == null ? new byte[Math.max(0, (int) size)] : bytes);
        return bytes == null ? -Errno.EFAULT.number() : 0;
    }
}
