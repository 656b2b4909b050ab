// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.packet;

import java.nio.ByteOrder;

/** {@code struct __sk_buff} as memory; 16-bit fields that programs see as 32 bits are in network byte order. */
final class SkBuffContext {
    private static final int SIZE_BYTES = 192;
    private static final int LENGTH = 0;
    private static final int PACKET_TYPE = 4;
    private static final int QUEUE_MAPPING = 12;
    private static final int PROTOCOL = 16;
    private static final int VLAN_PRESENT = 20;
    private static final int VLAN_TAG = 24;
    private static final int VLAN_PROTOCOL = 28;
    private static final int IFINDEX = 40;
    private static final int TC_INDEX = 44;
    private static final int HASH = 68;
    private static final int TC_CLASSID = 72;
    private static final int DATA = 76;
    private static final int DATA_END = 80;
    private static final int FAMILY = 88;
    private static final int REMOTE_IP4 = 92;
    private static final int LOCAL_IP4 = 96;
    private static final int REMOTE_IP6 = 100;
    private static final int LOCAL_IP6 = 116;
    private static final int DATA_META = 140;
    private static final int SOCKET = 168;

    /** The loopback device, in whose name test runs happen. */
    private static final int LOOPBACK = 1;

    /** What may not be a queue's number: a store of it, or of more, is ignored. */
    private static final int NO_QUEUE = 0xffff;

    private final ContextFields fields;
    private final boolean little;
    private int queueMapping;
    private byte[] entered = new byte[0];

    SkBuffContext(ByteOrder order, int packetType, IpAddresses addresses) {
        fields = new ContextFields(SIZE_BYTES, order);
        little = order == ByteOrder.LITTLE_ENDIAN;
        packetType(packetType);
        fields.word(IFINDEX, LOOPBACK);
        fields.word(FAMILY, addresses.family());
        fields.bytes(addresses.isSix() ? LOCAL_IP6 : LOCAL_IP4, addresses.source());
        fields.bytes(addresses.isSix() ? REMOTE_IP6 : REMOTE_IP4, addresses.destination());
        fields.doubleWord(SOCKET, TestSocket.ADDRESS);
    }

    byte[] bytes() {
        return fields.bytes();
    }

    void enter() {
        entered = bytes().clone();
    }

    /** Makes it what it was when it was entered. */
    void restore() {
        System.arraycopy(entered, 0, bytes(), 0, entered.length);
        queueMapping = 0;
    }

    /** A packet of traffic control could have metadata; a test run gives it none. */
    void packet(int length, long data, long end) {
        fields.word(LENGTH, length);
        fields.word(DATA, data);
        fields.word(DATA_END, end);
        fields.word(DATA_META, data);
    }

    void packetType(int type) {
        fields.word(PACKET_TYPE, type);
    }

    void protocol(int etherType) {
        fields.word(PROTOCOL, networkOrder(etherType));
    }

    void vlan(boolean present, int tag, int etherType) {
        fields.word(VLAN_PRESENT, present ? 1 : 0);
        fields.word(VLAN_TAG, tag);
        fields.word(VLAN_PROTOCOL, networkOrder(etherType));
    }

    /** After a store of the program: behind some fields the kernel has 16 bits only. */
    void stored(long offset) {
        if (offset == TC_INDEX || offset == TC_CLASSID) {
            fields.word((int) offset, fields.word((int) offset) & 0xffff);
        } else if (offset == QUEUE_MAPPING) {
            int stored = fields.word(QUEUE_MAPPING);
            if (stored < 0 || stored >= NO_QUEUE) {
                fields.word(QUEUE_MAPPING, queueMapping);
            } else {
                queueMapping = stored;
            }
        }
    }

    int hash() {
        return fields.word(HASH);
    }

    void hash(int hash) {
        fields.word(HASH, hash);
    }

    private int networkOrder(int number) {
        return little ? Short.toUnsignedInt(Short.reverseBytes((short) number)) : number;
    }
}
