// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a helper demands of an argument; the verifier proves it before the program runs. A constant is a kernel's {@code
 * enum bpf_arg_type} with its flags; {@link #family()} is the type without them.
 */
public enum ArgumentKind {
    /** A map. */
    MAP(Family.MAP),
    /** Readable memory of the map's key size. */
    MAP_KEY(Family.MAP_KEY, Trait.READ_ONLY),
    /** Readable memory of the map's value size. */
    MAP_VALUE(Family.MAP_VALUE, Trait.READ_ONLY),
    /** As {@link #MAP_VALUE}, or null. */
    MAP_VALUE_OR_NULL(Family.MAP_VALUE, Trait.READ_ONLY, Trait.NULLABLE),
    /** Memory of the map's value size that the helper writes; may be uninitialised. */
    UNINITIALIZED_MAP_VALUE(Family.MAP_VALUE, Trait.UNINITIALIZED, Trait.WRITTEN),

    /** Memory of which the kernel does not say what the helper does with it; the next argument is its size. */
    MEMORY(Family.MEMORY),
    /** As {@link #MEMORY}, or null. */
    MEMORY_OR_NULL(Family.MEMORY, Trait.NULLABLE),
    /** Memory that the helper only reads; the next argument is its size. */
    READ_ONLY_MEMORY(Family.MEMORY, Trait.READ_ONLY),
    /** As {@link #READ_ONLY_MEMORY}, or null. */
    READ_ONLY_MEMORY_OR_NULL(Family.MEMORY, Trait.READ_ONLY, Trait.NULLABLE),
    /** Initialised memory that the helper writes; the next argument is its size. */
    WRITTEN_MEMORY(Family.MEMORY, Trait.WRITTEN),
    /** As {@link #WRITTEN_MEMORY}, or null. */
    WRITTEN_MEMORY_OR_NULL(Family.MEMORY, Trait.WRITTEN, Trait.NULLABLE),
    /** Memory that the helper writes and may be uninitialised; the next argument is its size. */
    UNINITIALIZED_MEMORY(Family.MEMORY, Trait.UNINITIALIZED, Trait.WRITTEN),

    /** Memory of {@link Argument#sizeBytes()}. */
    FIXED_SIZE_MEMORY(Family.MEMORY, Trait.FIXED_SIZE),
    /** Memory of {@link Argument#sizeBytes()} that the helper only reads. */
    READ_ONLY_FIXED_SIZE_MEMORY(Family.MEMORY, Trait.FIXED_SIZE, Trait.READ_ONLY),
    /** Initialised memory of {@link Argument#sizeBytes()}, aligned to them, that the helper writes. */
    WRITTEN_FIXED_SIZE_MEMORY(Family.MEMORY, Trait.FIXED_SIZE, Trait.ALIGNED, Trait.WRITTEN),
    /** As {@link #WRITTEN_FIXED_SIZE_MEMORY}; may be uninitialised. */
    UNINITIALIZED_FIXED_SIZE_MEMORY(Family.MEMORY, Trait.FIXED_SIZE, Trait.ALIGNED, Trait.UNINITIALIZED, Trait.WRITTEN),
    /** Aligned memory of 4 bytes that the helper writes, in the way of kernels that have an own type for it. */
    INT_OUT(Family.INT_OUT, Trait.ALIGNED, Trait.UNINITIALIZED, Trait.WRITTEN),
    /** Aligned memory of 8 bytes that the helper writes, in the way of kernels that have an own type for it. */
    LONG_OUT(Family.LONG_OUT, Trait.ALIGNED, Trait.UNINITIALIZED, Trait.WRITTEN),

    /** Size in bytes of the memory before, at least 1. */
    SIZE(Family.SIZE),
    /** Size in bytes of the memory before, 0 allowed. */
    SIZE_OR_ZERO(Family.SIZE),
    /** Size in bytes of the memory that the helper returns, which the verifier must know; 0 allowed. */
    CONSTANT_ALLOCATION_SIZE(Family.CONSTANT_ALLOCATION_SIZE),

    /** The context pointer. */
    CONTEXT(Family.CONTEXT),
    /** As {@link #CONTEXT}, or null. */
    CONTEXT_OR_NULL(Family.CONTEXT, Trait.NULLABLE),

    /** Any initialised value; a pointer only if pointers may leak. */
    ANYTHING(Family.ANYTHING),
    /** A number. */
    SCALAR(Family.SCALAR),

    /** A spin lock in a map value. */
    SPIN_LOCK(Family.SPIN_LOCK),
    /** A timer in a map value. */
    TIMER(Family.TIMER),
    /** A kernel pointer in a map value. */
    KPTR(Family.KPTR),
    /** A kernel pointer in a map value, or in an object that the program allocated. */
    KPTR_EXCHANGE_DESTINATION(Family.KPTR),

    /** A socket of any state. */
    SOCK_COMMON(Family.SOCK_COMMON),
    /** A full socket. */
    SOCKET(Family.SOCKET),
    /** As {@link #SOCKET}, or null. */
    SOCKET_OR_NULL(Family.SOCKET, Trait.NULLABLE),

    /** A kernel object of {@link Argument#btfType()}. */
    BTF_ID(Family.BTF_ID),
    /** As {@link #BTF_ID}, or null. */
    BTF_ID_OR_NULL(Family.BTF_ID, Trait.NULLABLE),
    /** A kernel object that the call takes over, or null. */
    RELEASED_BTF_ID_OR_NULL(Family.BTF_ID, Trait.NULLABLE, Trait.RELEASED),
    /** A socket, as the helpers of sockets or a kernel structure give it. */
    BTF_ID_SOCK_COMMON(Family.BTF_ID_SOCK_COMMON),
    /** As {@link #BTF_ID_SOCK_COMMON}, or null. */
    BTF_ID_SOCK_COMMON_OR_NULL(Family.BTF_ID_SOCK_COMMON, Trait.NULLABLE),
    /** A socket that the call gives back. */
    RELEASED_BTF_ID_SOCK_COMMON(Family.BTF_ID_SOCK_COMMON, Trait.RELEASED),
    /** A per-CPU variable of the kernel. */
    PERCPU_BTF_ID(Family.PERCPU_BTF_ID),

    /** A record from {@code bpf_ringbuf_reserve}, which the call gives back. */
    RELEASED_RECORD(Family.RING_BUFFER_MEMORY, Trait.RELEASED),

    /** A function of the program. */
    CALLBACK(Family.CALLBACK),
    /** Memory on the program's stack. */
    STACK(Family.STACK),
    /** As {@link #STACK}, or null. */
    STACK_OR_NULL(Family.STACK, Trait.NULLABLE),
    /** Constant text in a read-only map. */
    CONSTANT_STRING(Family.CONSTANT_STRING, Trait.READ_ONLY),

    /** An initialised dynptr of any type. */
    DYNPTR(Family.DYNPTR),
    /** An initialised dynptr of any type that the helper does not change: the words of kernels 6.4 and newer. */
    READ_ONLY_DYNPTR(Family.DYNPTR, Trait.READ_ONLY),
    /** A place on the stack for a dynptr to memory of the program. */
    UNINITIALIZED_LOCAL_DYNPTR(Family.DYNPTR, Trait.UNINITIALIZED, Trait.WRITTEN),
    /** A place on the stack for a dynptr to a record of a ring buffer. */
    UNINITIALIZED_RING_BUFFER_DYNPTR(Family.DYNPTR, Trait.UNINITIALIZED, Trait.WRITTEN),
    /** A dynptr to a record of a ring buffer, which the call gives back. */
    RELEASED_RING_BUFFER_DYNPTR(Family.DYNPTR, Trait.RELEASED);

    /** A kernel's argument type without its flags. */
    public enum Family {
        MAP,
        MAP_KEY,
        MAP_VALUE,
        MEMORY,
        INT_OUT,
        LONG_OUT,
        SIZE,
        CONSTANT_ALLOCATION_SIZE,
        CONTEXT,
        ANYTHING,
        SCALAR,
        SPIN_LOCK,
        TIMER,
        KPTR,
        SOCK_COMMON,
        SOCKET,
        BTF_ID,
        BTF_ID_SOCK_COMMON,
        PERCPU_BTF_ID,
        RING_BUFFER_MEMORY,
        CALLBACK,
        STACK,
        CONSTANT_STRING,
        DYNPTR
    }

    private enum Trait {
        NULLABLE,
        READ_ONLY,
        WRITTEN,
        UNINITIALIZED,
        FIXED_SIZE,
        ALIGNED,
        RELEASED
    }

    private final Family family;
    private final Set<Trait> traits;

    ArgumentKind(Family family, Trait... traits) {
        this.family = family;
        this.traits = EnumSet.noneOf(Trait.class);
        this.traits.addAll(List.of(traits));
    }

    /** The kind without what its name says of null, writing, and release. */
    public Family family() {
        return family;
    }

    /** Memory whose size is the next argument or {@link Argument#sizeBytes()}; not that of a map's key or value. */
    public boolean isMemory() {
        return family == Family.MEMORY;
    }

    /** Whether {@link Argument#sizeBytes()} is the size of the memory, and no argument. */
    public boolean isFixedSize() {
        return traits.contains(Trait.FIXED_SIZE);
    }

    /** Whether the memory must be aligned to its size. */
    public boolean isAligned() {
        return traits.contains(Trait.ALIGNED);
    }

    /** Whether null may be passed. */
    public boolean mayBeNull() {
        return traits.contains(Trait.NULLABLE);
    }

    /** Whether the kernel knows that the helper writes to what the argument points to. */
    public boolean writes() {
        return traits.contains(Trait.WRITTEN);
    }

    /** Whether the kernel knows that the helper only reads what the argument points to. */
    public boolean isReadOnly() {
        return traits.contains(Trait.READ_ONLY);
    }

    /** Whether what the argument points to need not be initialised: the helper does that. */
    public boolean mayBeUninitialized() {
        return traits.contains(Trait.UNINITIALIZED);
    }

    /** Whether it is the size of the memory argument before it. */
    public boolean isSize() {
        return family == Family.SIZE;
    }

    /** Whether 0 may be passed as the size. */
    public boolean mayBeZero() {
        return this == SIZE_OR_ZERO || this == CONSTANT_ALLOCATION_SIZE;
    }

    /** Whether the call ends the program's ownership of the argument. */
    public boolean isReleased() {
        return traits.contains(Trait.RELEASED);
    }
}
