// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.Optional;

/** {@code BTF_KIND_*} of {@code linux/btf.h}, in the order of their numbers. */
public enum BtfKind {
    VOID,
    INT,
    PTR,
    ARRAY,
    STRUCT,
    UNION,
    ENUM,
    FWD,
    TYPEDEF,
    VOLATILE,
    CONST,
    RESTRICT,
    FUNC,
    FUNC_PROTO,
    VAR,
    DATASEC,
    FLOAT,
    DECL_TAG,
    TYPE_TAG,
    ENUM64;

    private static final BtfKind[] BY_NUMBER = values();

    /** The number in the file. */
    public int number() {
        return ordinal();
    }

    /** True for const, volatile, restrict and type tags: they change neither size nor layout. */
    public boolean isModifier() {
        return this == VOLATILE || this == CONST || this == RESTRICT || this == TYPE_TAG;
    }

    /** True for struct and union. */
    public boolean isComposite() {
        return this == STRUCT || this == UNION;
    }

    static Optional<BtfKind> of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? Optional.of(BY_NUMBER[number]) : Optional.empty();
    }
}
