// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

/** The typed pointers that context fields give. */
final class KernelPointers {
    static final ContextValue PACKET = ContextValue.pointer(ContextValue.Kind.PACKET);
    static final ContextValue PACKET_META = ContextValue.pointer(ContextValue.Kind.PACKET_META);
    static final ContextValue PACKET_END = ContextValue.pointer(ContextValue.Kind.PACKET_END);
    static final ContextValue FLOW_KEYS = ContextValue.pointer(ContextValue.Kind.FLOW_KEYS);
    static final ContextValue SOCKET = ContextValue.pointer(ContextValue.Kind.SOCKET);
    static final ContextValue SOCKET_OR_NULL = SOCKET.orNull();
    static final ContextValue SOCK_COMMON_OR_NULL =
            ContextValue.pointer(ContextValue.Kind.SOCK_COMMON).orNull();
    static final ContextValue TRACEPOINT_BUFFER = ContextValue.pointer(ContextValue.Kind.TRACEPOINT_BUFFER);

    private KernelPointers() {}
}
