// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.packet;

import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A packet as a driver hands it to an XDP program: {@code struct xdp_md} and a page with the packet in it. Limits are
 * measured on Linux 6.18, x86-64, with its pages of 4096 bytes.
 */
public final class XdpBuffer implements RunPacket {
    /** What a test run leaves in front of the packet. */
    private static final int HEADROOM_BYTES = 256;

    /** The part of the headroom in which the kernel keeps its own frame: programs cannot have it. */
    private static final int FRAME_BYTES = 40;

    private static final int PAGE_BYTES = 4096;

    /** What the kernel keeps at the end of the page for further pages of a packet. */
    private static final int SHARED_INFO_BYTES = 320;

    private static final int ETHERNET_BYTES = 14;
    private static final int MAX_METADATA_BYTES = 252;

    /** A packet that is longer continues in other pages, which is not emulated. */
    public static final int MAX_BYTES = PAGE_BYTES - HEADROOM_BYTES - SHARED_INFO_BYTES;

    public static final int MIN_BYTES = ETHERNET_BYTES;

    private static final int CONTEXT_BYTES = 24;
    private static final int DATA = 0;
    private static final int DATA_END = 4;
    private static final int DATA_META = 8;
    private static final int INGRESS_IFINDEX = 12;

    /** The loopback device, in whose name test runs happen. */
    private static final int LOOPBACK = 1;

    private final PacketBytes bytes;
    private final ContextFields fields;
    private boolean handedOver;

    /**
     * @param packet from the Ethernet header on, {@value #MIN_BYTES} to {@link #MAX_BYTES} bytes
     */
    public XdpBuffer(byte[] packet, ByteOrder order) {
        bytes = new PacketBytes(packet, HEADROOM_BYTES, MAX_BYTES - packet.length);
        fields = new ContextFields(CONTEXT_BYTES, order);
        fields.word(INGRESS_IFINDEX, LOOPBACK);
        publish();
    }

    @Override
    public byte[] context() {
        return fields.bytes();
    }

    @Override
    public void enter(AddressSpace memory) {
        bytes.enter(memory);
    }

    @Override
    public void handOver() {
        handedOver = true;
    }

    @Override
    public boolean restore() {
        if (handedOver) {
            return false;
        }
        bytes.restore();
        publish();
        return true;
    }

    /** Programs write to no field. */
    @Override
    public void contextStored(long offset) {}

    @Override
    public void leave() {
        bytes.leave();
    }

    @Override
    public int length() {
        return bytes.length();
    }

    @Override
    public byte @Nullable [] load(long offset, int size) {
        return bytes.load(offset, size);
    }

    /** Metadata included, as in a kernel. */
    @Override
    public byte[] result() {
        return bytes.read(bytes.start(), bytes.end() - bytes.start());
    }

    /** What {@code bpf_xdp_adjust_head} does: 0 or a negative errno. Metadata moves along. */
    public long adjustHead(int offset) {
        int metadata = bytes.data() - bytes.start();
        long data = (long) bytes.data() + offset;
        if (data < FRAME_BYTES + metadata || data > bytes.end() - ETHERNET_BYTES) {
            return -Errno.EINVAL.number();
        }
        byte[] moved = bytes.read(bytes.start(), metadata);
        bytes.move((int) data - metadata, (int) data, bytes.end());
        bytes.write((int) data - metadata, moved);
        publish();
        return 0;
    }

    /** What {@code bpf_xdp_adjust_meta} does. */
    public long adjustMetadata(int offset) {
        long start = (long) bytes.start() + offset;
        if (start < FRAME_BYTES || start > bytes.data()) {
            return -Errno.EINVAL.number();
        }
        int metadata = bytes.data() - (int) start;
        if (metadata % Integer.BYTES != 0 || metadata > MAX_METADATA_BYTES) {
            return -Errno.EACCES.number();
        }
        bytes.move((int) start, bytes.data(), bytes.end());
        publish();
        return 0;
    }

    /** What {@code bpf_xdp_adjust_tail} does. What the packet grows by is zero. */
    public long adjustTail(int offset) {
        long end = (long) bytes.end() + offset;
        if (end > bytes.capacity() || end < bytes.data() + ETHERNET_BYTES) {
            return -Errno.EINVAL.number();
        }
        int old = bytes.end();
        bytes.move(bytes.start(), bytes.data(), (int) end);
        if (end > old) {
            bytes.clear(old, (int) end);
        }
        publish();
        return 0;
    }

    private void publish() {
        fields.word(DATA, bytes.address(bytes.data()));
        fields.word(DATA_END, bytes.address(bytes.end()));
        fields.word(DATA_META, bytes.address(bytes.start()));
    }
}
