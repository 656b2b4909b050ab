// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a load from a context, or from a kernel's own struct behind a typed pointer, leaves in the register. A scalar of
 * less than 8 bytes is zero-extended from the size of the access, and unknown otherwise unless {@link #range} says more.
 *
 * @param mayBeNull the pointer must be tested first (the {@code _or_null} types)
 * @param btfId of the struct in the kernel's types that a {@link Kind#BTF} pointer is to, or 0
 * @param memorySize bytes behind a pointer that has a known size, or 0
 * @param flags how a {@link Kind#BTF} or {@link Kind#BUFFER} pointer may be used
 * @param range of a scalar that is more than the size of its load says
 */
public record ContextValue(
        Kind kind,
        boolean mayBeNull,
        int btfId,
        int memorySize,
        Set<Flag> flags,
        @Nullable ReturnRange range) {
    /** Types of registers, by what the verifier calls them. */
    public enum Kind {
        SCALAR,
        /** {@code pkt}: start of packet data, with no byte proved yet. */
        PACKET,
        /** {@code pkt_meta}. */
        PACKET_META,
        /** {@code pkt_end}. */
        PACKET_END,
        /** {@code flow_keys}. */
        FLOW_KEYS,
        /** {@code sock}: a full socket. */
        SOCKET,
        /** {@code sock_common}. */
        SOCK_COMMON,
        /** {@code tcp_sock}. */
        TCP_SOCK,
        /** {@code xdp_sock}. */
        XDP_SOCK,
        /** {@code ptr_}: a pointer to a struct of the kernel's types. */
        BTF,
        /** {@code tp_buffer}: what a writable raw tracepoint hands out. */
        TRACEPOINT_BUFFER,
        /** {@code buf}: memory whose size the attach point says ({@code rdonly_buf}, {@code rdwr_buf}). */
        BUFFER,
        /** {@code mem} of {@link #memorySize} bytes. */
        MEMORY
    }

    /** Type flags, by the prefix that the verifier prints. */
    public enum Flag {
        /** {@code trusted_}. */
        TRUSTED,
        /** {@code rcu_}. */
        RCU,
        /** {@code user_}. */
        USER,
        /** {@code percpu_}. */
        PERCPU,
        /** {@code rdonly_}. */
        READ_ONLY,
        /** A reference that the program holds from its start and must give back. */
        REFERENCED
    }

    private static final ContextValue SCALAR = new ContextValue(Kind.SCALAR, false, 0, 0, Set.of(), null);

    public ContextValue {
        flags = Set.copyOf(flags);
    }

    public static ContextValue scalar() {
        return SCALAR;
    }

    static ContextValue scalar(ReturnRange range) {
        return new ContextValue(Kind.SCALAR, false, 0, 0, Set.of(), range);
    }

    static ContextValue pointer(Kind kind) {
        return new ContextValue(kind, false, 0, 0, Set.of(), null);
    }

    static ContextValue btf(int btfId, Flag... flags) {
        return new ContextValue(Kind.BTF, false, btfId, 0, Set.of(flags), null);
    }

    static ContextValue buffer(Flag... flags) {
        return new ContextValue(Kind.BUFFER, false, 0, 0, Set.of(flags), null);
    }

    ContextValue orNull() {
        return new ContextValue(kind, true, btfId, memorySize, flags, range);
    }

    public boolean has(Flag flag) {
        return flags.contains(flag);
    }
}
