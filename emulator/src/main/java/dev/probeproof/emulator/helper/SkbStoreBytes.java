// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;

/** {@code bpf_skb_store_bytes}: writes into the packet. Checksums of received packets are not kept, so none is corrected. */
final class SkbStoreBytes implements Helper {
    /** {@code BPF_F_RECOMPUTE_CSUM}. */
    private static final long RECOMPUTE_CHECKSUM = 1;

    /** {@code BPF_F_INVALIDATE_HASH}. */
    private static final long INVALIDATE_HASH = 2;

    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SKB_STORE_BYTES).arguments(CONTEXT, ANYTHING, READ_ONLY_MEMORY, SIZE, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long offset, long source, long size, long flags) {
        SocketBuffer packet = PacketArgument.socketBuffer(context, this);
        if ((flags & ~(RECOMPUTE_CHECKSUM | INVALIDATE_HASH)) != 0) {
            return -Errno.EINVAL.number();
        }
        byte[] bytes = ProgramMemory.read(context, source, size);
        if (!packet.store(offset & 0xffff_ffffL, bytes)) {
            return -Errno.EFAULT.number();
        }
        if ((flags & INVALIDATE_HASH) != 0) {
            packet.hash(0);
        }
        return 0;
    }
}
