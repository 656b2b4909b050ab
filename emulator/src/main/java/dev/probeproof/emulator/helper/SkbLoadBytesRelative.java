// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_MEMORY;

/** {@code bpf_skb_load_bytes_relative}: copies from the packet, counted from its Ethernet (0) or network header (1). */
final class SkbLoadBytesRelative implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SKB_LOAD_BYTES_RELATIVE).arguments(CONTEXT, ANYTHING, UNINITIALIZED_MEMORY, SIZE, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long offset, long target, long size, long header) {
        SocketBuffer packet = PacketArgument.socketBuffer(context, this);
        long from = offset & 0xffff_ffffL;
        byte[] bytes = from > 0xffff ? null : packet.loadRelative(from, (int) size, header & 0xffff_ffffL);
        ProgramMemory.write(context, target, bytes == null ? new byte[Math.max(0, (int) size)] : bytes);
        return bytes == null ? -Errno.EFAULT.number() : 0;
    }
}
