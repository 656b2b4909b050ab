// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

/** What programs of a type may do with packet bytes directly. */
public enum PacketAccess {
    /** Read, if the context gives a pointer at all; helpers take no packet. A store is {@code cannot write into packet}. */
    NONE,
    /** Read, and hand packets to helpers that read; a store is {@code cannot write into packet}. */
    READ,
    /** Read and write, and hand packets to helpers only where the helper says so ({@code pkt_access}). */
    READ_WRITE,
    /** Read and write; helpers take it as any memory (socket options). */
    READ_WRITE_ANY_HELPER
}
