// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.packet;

import java.util.Arrays;

/**
 * Who sends a packet to whom, by its IP header.
 *
 * @param family {@code AF_INET}, {@code AF_INET6}, or 0 for packets of other protocols
 * @param source network byte order; empty for packets of other protocols
 */
record IpAddresses(int family, byte[] source, byte[] destination) {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    /** Of a packet whose header is whole. */
    static IpAddresses of(int etherType, byte[] packet) {
        return switch (etherType) {
            case EtherTypes.IP4 -> of(AF_INET, packet, 12, 4);
            case EtherTypes.IP6 -> of(AF_INET6, packet, 8, 16);
            default -> new IpAddresses(0, new byte[0], new byte[0]);
        };
    }

    /** How long the header of such a packet is at least; 0 for packets of other protocols. */
    static int headerBytes(int etherType) {
        return switch (etherType) {
            case EtherTypes.IP4 -> 20;
            case EtherTypes.IP6 -> 40;
            default -> 0;
        };
    }

    private static IpAddresses of(int family, byte[] packet, int at, int size) {
        return new IpAddresses(
                family,
                Arrays.copyOfRange(packet, at, at + size),
                Arrays.copyOfRange(packet, at + size, at + 2 * size));
    }

    boolean isSix() {
        return family == AF_INET6;
    }
}
