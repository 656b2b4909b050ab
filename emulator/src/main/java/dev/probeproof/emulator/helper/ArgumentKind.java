// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

/** What a helper demands of an argument; the verifier proves it before the program runs. */
public enum ArgumentKind {
    /** The context pointer. */
    CONTEXT,
    /** A map. */
    MAP,
    /** Readable memory of the map's key size. */
    MAP_KEY,
    /** Readable memory of the map's value size. */
    MAP_VALUE,
    /** As {@link #MAP_VALUE}, or null. */
    MAP_VALUE_OR_NULL,
    /** Memory of the map's value size that the helper writes; may be uninitialised. */
    UNINITIALIZED_MAP_VALUE,
    /** Readable memory; the next argument is its size. */
    READ_ONLY_MEMORY,
    /** As {@link #READ_ONLY_MEMORY}, or null. */
    READ_ONLY_MEMORY_OR_NULL,
    /** Readable and writable memory; the next argument is its size. */
    MEMORY,
    /** As {@link #MEMORY}, or null. */
    MEMORY_OR_NULL,
    /** Memory that the helper writes and may be uninitialised; the next argument is its size. */
    UNINITIALIZED_MEMORY,
    /** Memory of 8 bytes that the helper writes. */
    LONG_OUT,
    /** Size in bytes of the memory before, at least 1. */
    SIZE,
    /** Size in bytes of the memory before, 0 allowed. */
    SIZE_OR_ZERO,
    /** A size that the verifier must know. */
    CONSTANT_SIZE_OR_ZERO,
    /** Any initialised value. */
    ANYTHING,
    /** A function of the program. */
    CALLBACK,
    /** Memory on the program's stack, or null. */
    STACK_OR_NULL,
    /** Constant text in a read-only map. */
    CONSTANT_STRING,
    /** A record from {@code bpf_ringbuf_reserve}, which the call gives back. */
    RELEASED_RECORD,
    /** A spin lock in a map value. */
    SPIN_LOCK,
    /** A timer in a map value. */
    TIMER,
    /** A kernel object of a BTF type. */
    BTF_POINTER
}
