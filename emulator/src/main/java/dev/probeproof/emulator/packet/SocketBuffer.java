// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.packet;

import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A packet as the network stack carries it: {@code struct __sk_buff}, filled as a test run fills it. All of it is linear.
 * What is not said here was measured on Linux 6.18, x86-64.
 */
public final class SocketBuffer implements RunPacket {
    private static final int HEADROOM_BYTES = 64;
    private static final int PAGE_BYTES = 4096;
    private static final int SHARED_INFO_BYTES = 320;
    private static final int ETHERNET_BYTES = 14;
    private static final int MAC_BYTES = 6;
    private static final int VLAN_BYTES = 4;

    public static final int MIN_BYTES = ETHERNET_BYTES;
    public static final int MAX_BYTES = PAGE_BYTES - HEADROOM_BYTES - SHARED_INFO_BYTES;

    /** What the loopback device lets through: its MTU and an Ethernet header. */
    private static final int MAX_CHANGED_BYTES = 65536 + ETHERNET_BYTES;

    /** Offsets of legacy loads below these count from the Ethernet and the network header. */
    private static final int LINK_LAYER_OFFSET = -0x200000;

    private static final int NETWORK_OFFSET = -0x100000;

    /** The last of the packet types that a program may choose among. */
    private static final int PACKET_OTHERHOST = 3;

    private static final int PACKET_MULTICAST = 2;

    private final PacketBytes bytes;
    private final SkBuffContext context;
    private final TestSocket socket;
    private final boolean linkLayer;
    private int ethernetHeader;
    private int networkHeader;
    private int protocol;
    private int vlanProtocol;
    private int vlanTag;
    private boolean hasVlanTag;
    private boolean handedOver;

    private SocketBuffer(byte[] frame, boolean linkLayer, ByteOrder order) {
        this.linkLayer = linkLayer;
        bytes = new PacketBytes(frame, HEADROOM_BYTES, MAX_BYTES - frame.length);
        ethernetHeader = bytes.data();
        networkHeader = ethernetHeader + ETHERNET_BYTES;
        byte[] payload = Arrays.copyOfRange(frame, ETHERNET_BYTES, frame.length);
        int field = EtherTypes.number(frame, 2 * MAC_BYTES);
        protocol = EtherTypes.of(field, payload);
        IpAddresses addresses = IpAddresses.of(protocol, payload);
        socket = new TestSocket(addresses, order);
        context = new SkBuffContext(order, packetType(frame), addresses);
        if (!linkLayer) {
            bytes.move(networkHeader, networkHeader, bytes.end());
        }
        publish();
    }

    /** With the Ethernet header, as traffic control sees packets; {@value #MIN_BYTES} to {@link #MAX_BYTES} bytes. */
    public static SocketBuffer ofFrame(byte[] frame, ByteOrder order) {
        return new SocketBuffer(frame, true, order);
    }

    /** Without the Ethernet header of a frame, which is still there in front of the packet. */
    public static SocketBuffer ofPayload(byte[] frame, ByteOrder order) {
        return new SocketBuffer(frame, false, order);
    }

    /** False for an IP packet that ends before its header does: kernels refuse it. */
    public static boolean isWhole(byte[] frame) {
        byte[] payload = Arrays.copyOfRange(frame, ETHERNET_BYTES, frame.length);
        int protocol = EtherTypes.of(EtherTypes.number(frame, 2 * MAC_BYTES), payload);
        return payload.length >= IpAddresses.headerBytes(protocol);
    }

    /** The loopback device's own address is zero, and so is its broadcast address. */
    private static int packetType(byte[] frame) {
        if ((frame[0] & 1) != 0) {
            return PACKET_MULTICAST;
        }
        return Arrays.equals(frame, 0, MAC_BYTES, new byte[MAC_BYTES], 0, MAC_BYTES) ? 0 : PACKET_OTHERHOST;
    }

    @Override
    public byte[] context() {
        return context.bytes();
    }

    @Override
    public void enter(AddressSpace memory) {
        bytes.enter(memory);
        socket.enter(memory);
        context.enter();
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
        context.restore();
        return true;
    }

    @Override
    public void contextStored(long offset) {
        context.stored(offset);
    }

    @Override
    public void leave() {
        bytes.leave();
        socket.leave();
    }

    /** Where the program saw no Ethernet header, one of zeros comes back. */
    @Override
    public byte[] result() {
        byte[] packet = bytes.read(bytes.data(), bytes.length());
        if (linkLayer) {
            return packet;
        }
        byte[] frame = new byte[ETHERNET_BYTES + packet.length];
        System.arraycopy(packet, 0, frame, ETHERNET_BYTES, packet.length);
        return frame;
    }

    @Override
    public int length() {
        return bytes.length();
    }

    @Override
    public byte @Nullable [] load(long offset, int size) {
        return bytes.load(offset, size);
    }

    /** As {@code BPF_LD_ABS} takes offsets: those below zero count from a header, and what lies in front of it is there. */
    public byte @Nullable [] loadLegacy(int offset, int size) {
        if (offset >= 0) {
            return load(offset, size);
        }
        if (offset >= NETWORK_OFFSET) {
            return loadAt((long) networkHeader + offset - NETWORK_OFFSET, size);
        }
        return offset >= LINK_LAYER_OFFSET ? loadAt((long) ethernetHeader + offset - LINK_LAYER_OFFSET, size) : null;
    }

    /** From the Ethernet header (0) or the network header (1). */
    public byte @Nullable [] loadRelative(long offset, int size, long header) {
        if (offset < 0 || header != 0 && header != 1) {
            return null;
        }
        return loadAt((header == 0 ? ethernetHeader : networkHeader) + offset, size);
    }

    private byte @Nullable [] loadAt(long position, int size) {
        return size >= 0 && position <= (long) bytes.end() - size ? bytes.read((int) position, size) : null;
    }

    /** False if the packet has fewer bytes. */
    public boolean store(long offset, byte[] value) {
        if (offset < 0 || offset > (long) bytes.length() - value.length) {
            return false;
        }
        bytes.write(bytes.data() + (int) offset, value);
        return true;
    }

    /** What {@code bpf_skb_vlan_push} does. A tag that is there already goes into the packet, the new one beside it. */
    public long pushVlan(int etherType, int tag) {
        if (hasVlanTag) {
            ethernetHeader += requireHeadroom(VLAN_BYTES);
            byte[] addresses = bytes.read(ethernetHeader, 2 * MAC_BYTES);
            ethernetHeader -= VLAN_BYTES;
            bytes.move(ethernetHeader, ethernetHeader, bytes.end());
            bytes.write(ethernetHeader, addresses);
            bytes.write(ethernetHeader + 2 * MAC_BYTES, networkOrder(vlanProtocol, vlanTag));
            networkHeader = ethernetHeader + ETHERNET_BYTES;
            protocol = vlanProtocol;
        }
        vlanProtocol = EtherTypes.isVlan(etherType) ? etherType : EtherTypes.VLAN;
        vlanTag = tag & 0xffff;
        hasVlanTag = true;
        publish();
        return 0;
    }

    /** What {@code bpf_skb_vlan_pop} does. The next tag, if the packet has one, comes out of it. */
    public long popVlan() {
        if (hasVlanTag) {
            hasVlanTag = false;
            vlanProtocol = 0;
            vlanTag = 0;
        } else if (!EtherTypes.isVlan(protocol)) {
            return 0;
        } else if (!takeVlanTag()) {
            return -Errno.ENOMEM.number();
        }
        int next = protocol;
        if (EtherTypes.isVlan(next)) {
            if (length() < ETHERNET_BYTES + VLAN_BYTES) {
                publish();
                return -Errno.ENOMEM.number();
            }
            int tag = EtherTypes.number(bytes.read(ethernetHeader + ETHERNET_BYTES, Short.BYTES), 0);
            takeVlanTag();
            vlanProtocol = next;
            vlanTag = tag;
            hasVlanTag = true;
        }
        publish();
        return 0;
    }

    /** Takes the outermost tag out of the packet; false if that is not whole. */
    private boolean takeVlanTag() {
        if (length() < ETHERNET_BYTES + VLAN_BYTES) {
            return false;
        }
        byte[] addresses = bytes.read(ethernetHeader, 2 * MAC_BYTES);
        ethernetHeader += VLAN_BYTES;
        bytes.move(ethernetHeader, ethernetHeader, bytes.end());
        bytes.write(ethernetHeader, addresses);
        int payload = ethernetHeader + ETHERNET_BYTES;
        networkHeader = payload;
        protocol = EtherTypes.of(
                EtherTypes.number(bytes.read(ethernetHeader + 2 * MAC_BYTES, Short.BYTES), 0),
                bytes.read(payload, bytes.end() - payload));
        return true;
    }

    /** What {@code bpf_skb_change_tail} does. */
    public long changeTail(long length, long flags) {
        int least = Math.max(0, networkHeader - bytes.data());
        if (flags != 0 || length < least || length > MAX_CHANGED_BYTES) {
            return -Errno.EINVAL.number();
        }
        int old = bytes.end();
        bytes.requireTailroom((int) length - bytes.length());
        bytes.move(bytes.data(), bytes.data(), bytes.data() + (int) length);
        if (bytes.end() > old) {
            bytes.clear(old, bytes.end());
        }
        publish();
        return 0;
    }

    /** What {@code bpf_skb_change_head} does. */
    public long changeHead(long added, long flags) {
        if (flags != 0 || added < 0 || added + bytes.length() > MAX_CHANGED_BYTES) {
            return -Errno.EINVAL.number();
        }
        requireHeadroom((int) added);
        int data = bytes.data() - (int) added;
        bytes.move(data, data, bytes.end());
        bytes.clear(data, data + (int) added);
        ethernetHeader = data;
        publish();
        return 0;
    }

    /** What {@code bpf_skb_change_type} does: only among the types of received packets. */
    public long changeType(long type) {
        if (type < 0 || type > PACKET_OTHERHOST) {
            return -Errno.EINVAL.number();
        }
        context.packetType((int) type);
        return 0;
    }

    /** The hash of the packet's flow; 0 if nobody has asked for one. */
    public int hash() {
        return context.hash();
    }

    public void hash(int hash) {
        context.hash(hash);
    }

    /** The address of the packet's socket. */
    public long socketAddress() {
        return TestSocket.ADDRESS;
    }

    /** The value that a map has stored for the run, or 0. */
    public long stored(long mapAddress) {
        return socket.stored(mapAddress);
    }

    /** Stores a value for the run and returns its address. */
    public long storeForRun(long mapAddress, byte[] value) {
        return socket.store(mapAddress, value);
    }

    private int requireHeadroom(int size) {
        int moved = bytes.requireHeadroom(size, HEADROOM_BYTES);
        networkHeader += moved;
        return moved;
    }

    private static byte[] networkOrder(int first, int second) {
        return new byte[] {(byte) (first >> 8), (byte) first, (byte) (second >> 8), (byte) second};
    }

    private void publish() {
        context.packet(bytes.length(), bytes.address(bytes.data()), bytes.address(bytes.end()));
        context.protocol(protocol);
        context.vlan(hasVlanTag, vlanTag, vlanProtocol);
    }
}
