// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.packet;

/** Protocol numbers of Ethernet, and what stands for them where a frame has a length instead. */
final class EtherTypes {
    static final int IP4 = 0x0800;
    static final int IP6 = 0x86dd;
    static final int VLAN = 0x8100;
    static final int SERVICE_VLAN = 0x88a8;

    private static final int FIRST = 0x0600;
    private static final int RAW_802_3 = 0x0001;
    private static final int LLC_802_2 = 0x0004;
    private static final int RAW_MARK = 0xffff;

    private EtherTypes() {}

    static boolean isVlan(int etherType) {
        return etherType == VLAN || etherType == SERVICE_VLAN;
    }

    /**
     * What a kernel takes for the protocol of a frame: a number too small for one is a length.
     *
     * @param field the 16 bits in the header
     * @param payload the bytes after it
     */
    static int of(int field, byte[] payload) {
        if (field >= FIRST) {
            return field;
        }
        boolean raw = payload.length >= Short.BYTES && number(payload, 0) == RAW_MARK;
        return raw ? RAW_802_3 : LLC_802_2;
    }

    /** 16 bits in network byte order. */
    static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}
