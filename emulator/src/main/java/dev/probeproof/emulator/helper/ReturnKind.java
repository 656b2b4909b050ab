// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

/** What a helper leaves in r0: a kernel's {@code enum bpf_return_type} with its flags. */
public enum ReturnKind {
    INTEGER,
    VOID,
    MAP_VALUE,
    MAP_VALUE_OR_NULL,
    SOCKET_OR_NULL,
    TCP_SOCK_OR_NULL,
    SOCK_COMMON_OR_NULL,
    /** A record of a ring buffer, of the size that was passed. */
    RECORD_OR_NULL,
    /** The memory of a dynptr, of the size that was passed. */
    DYNPTR_MEMORY_OR_NULL,
    /** A kernel object, or memory if the type is no structure. */
    MEMORY_OR_BTF_ID,
    /** As {@link #MEMORY_OR_BTF_ID}, or null. */
    MEMORY_OR_BTF_ID_OR_NULL,
    /** A kernel object that may be gone. */
    BTF_ID,
    /** A kernel object that lives as long as the program runs. */
    TRUSTED_BTF_ID,
    /** A kernel object, or null. */
    BTF_ID_OR_NULL;

    /** Whether the program must test the result before it uses it. */
    public boolean mayBeNull() {
        return name().endsWith("_OR_NULL");
    }

    /** Whether r0 is a pointer, or null. */
    public boolean isPointer() {
        return this != INTEGER && this != VOID;
    }
}
