// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

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

    /** {@link #ENUM} for enums of 64 bits too, any other kind for itself. */
    public BtfKind asEnum() {
        return this == ENUM64 ? ENUM : this;
    }

    /** The kind of that number, or {@link #VOID} for 0 and for what is newer than this list. */
    static BtfKind known(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : VOID;
    }
}
