// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;

/** What programs may do with the structs behind typed pointers that are no BTF types: sockets and flow keys. */
public final class StructRules {
    private static final int FLOW_KEYS_BYTES = 56;

    private StructRules() {}

    /**
     * Whether an access behind such a pointer is allowed; loads give scalars. Refused socket accesses are
     * {@code R%d invalid %s access off=%d size=%d}, those of flow keys {@code invalid access to flow keys off=%d size=%d}.
     *
     * @param kind SOCKET, SOCK_COMMON, TCP_SOCK, XDP_SOCK or FLOW_KEYS
     * @param offset bytes from the start of the struct
     * @param size 1, 2, 4 or 8 bytes
     */
    public static boolean allows(ContextValue.Kind kind, KernelProfile profile, int offset, int size, boolean write) {
        return switch (kind) {
            case SOCKET -> allows(SocketFields.SOCKET, profile, offset, size, write);
            case SOCK_COMMON -> allows(SocketFields.COMMON, profile, offset, size, write);
            case TCP_SOCK -> allows(SocketFields.TCP, profile, offset, size, write);
            case XDP_SOCK -> allows(SocketFields.XDP, profile, offset, size, write);
            case FLOW_KEYS -> offset >= 0 && offset <= FLOW_KEYS_BYTES - size;
            default -> throw new IllegalArgumentException("a " + kind + " has no table of fields");
        };
    }

    private static boolean allows(FieldTable table, KernelProfile profile, int offset, int size, boolean write) {
        return table.value(profile, offset, size, write).isPresent();
    }
}
