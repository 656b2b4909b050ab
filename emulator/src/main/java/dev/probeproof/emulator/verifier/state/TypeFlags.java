// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.state;

/** What else is known of the type of a register, as bits that go together. */
public final class TypeFlags {
    /** Null until a test says otherwise. */
    public static final int MAY_BE_NULL = 1;
    /** Programs may not write there. */
    public static final int READ_ONLY = 1 << 1;
    /** A record of a ring buffer that has to be submitted or discarded. */
    public static final int RING_BUFFER = 1 << 2;
    /** Memory of a user process. */
    public static final int USER = 1 << 3;
    /** One copy for each CPU: only {@code bpf_per_cpu_ptr} and {@code bpf_this_cpu_ptr} make it readable. */
    public static final int PER_CPU = 1 << 4;
    /** The kernel does not vouch for it: reads are allowed, calls are not. */
    public static final int UNTRUSTED = 1 << 5;
    /** Valid for the whole run of the program. */
    public static final int TRUSTED = 1 << 6;
    /** Valid in an RCU read section. */
    public static final int RCU = 1 << 7;
    /** An object that the program allocated. */
    public static final int ALLOCATED = 1 << 8;
    /** In a tree or list that owns it. */
    public static final int NON_OWNING = 1 << 9;
    /** Memory that nobody has written yet. */
    public static final int UNINITIALIZED = 1 << 10;
    /** Memory that a kernel function lent out of a dynptr. */
    public static final int SLICE = 1 << 11;
    /** A {@link #SLICE} of a packet, void when the packet may have moved. */
    public static final int PACKET_SLICE = 1 << 12;

    private TypeFlags() {}
}
