// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import java.util.Optional;

/** {@code enum bpf_core_relo_kind}: what an instruction asks about the kernel's types. Constants are in numeric order. */
public enum CoreKind {
    FIELD_BYTE_OFFSET("byte_off"),
    FIELD_BYTE_SIZE("byte_sz"),
    FIELD_EXISTS("field_exists"),
    FIELD_SIGNED("signed"),
    FIELD_LSHIFT_U64("lshift_u64"),
    FIELD_RSHIFT_U64("rshift_u64"),
    TYPE_ID_LOCAL("local_type_id"),
    TYPE_ID_TARGET("target_type_id"),
    TYPE_EXISTS("type_exists"),
    TYPE_SIZE("type_size"),
    ENUMVAL_EXISTS("enumval_exists"),
    ENUMVAL_VALUE("enumval_value"),
    TYPE_MATCHES("type_matches");

    private final String shortName;

    CoreKind(String shortName) {
        this.shortName = shortName;
    }

    /** The kernel's number. */
    public int number() {
        return ordinal();
    }

    /** The kind of that number, if there is one. */
    public static Optional<CoreKind> of(int number) {
        return number >= 0 && number < values().length ? Optional.of(values()[number]) : Optional.empty();
    }

    /** True if it asks about a member or an array element. */
    public boolean isAboutField() {
        return compareTo(FIELD_RSHIFT_U64) <= 0;
    }

    /** True if it asks about an enumerator. */
    public boolean isAboutEnumerator() {
        return this == ENUMVAL_EXISTS || this == ENUMVAL_VALUE;
    }

    /** True if it asks about a type as a whole. */
    public boolean isAboutType() {
        return !isAboutField() && !isAboutEnumerator();
    }

    /** The name that logs of loaders use. */
    @Override
    public String toString() {
        return shortName;
    }
}
