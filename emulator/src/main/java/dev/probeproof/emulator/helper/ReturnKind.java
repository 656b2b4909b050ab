// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

/** What a helper leaves in r0. */
public enum ReturnKind {
    INTEGER,
    VOID,
    MAP_VALUE_OR_NULL,
    MAP_VALUE,
    RECORD_OR_NULL,
    BTF_POINTER,
    MEMORY_OR_NULL
}
