// SPDX-License-Identifier: MIT
package dev.probeproof.loader.elf;

import org.jspecify.annotations.Nullable;

/**
 * A symbol.
 *
 * @param index in its table
 * @param name empty for section symbols
 * @param binding {@link #LOCAL}, {@link #GLOBAL}, {@link #WEAK}
 * @param type {@link #OBJECT}, {@link #FUNC}, {@link #SECTION} …
 * @param visibility {@link #HIDDEN} and {@link #INTERNAL} symbols are not for other files
 * @param sectionIndex section it is defined in, {@link #UNDEFINED}, or a reserved number from {@link #RESERVED} on
 * @param value offset in its section in relocatable files, otherwise an address
 * @param size bytes, 0 if not known
 */
public record ElfSymbol(
        int index, String name, int binding, int type, int visibility, int sectionIndex, long value, long size) {
    public static final int LOCAL = 0;
    public static final int GLOBAL = 1;
    public static final int WEAK = 2;

    /** What every undefined symbol has. */
    public static final int NOTYPE = 0;

    public static final int OBJECT = 1;
    public static final int FUNC = 2;
    public static final int SECTION = 3;

    public static final int INTERNAL = 1;
    public static final int HIDDEN = 2;

    public static final int UNDEFINED = 0;
    /** From here on section numbers mean something else: common, absolute. */
    public static final int RESERVED = 0xff00;

    // Written out: those of the language are generated when first called, which takes longer than all their calls.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ElfSymbol that
                && index == that.index
                && name.equals(that.name)
                && binding == that.binding
                && type == that.type
                && visibility == that.visibility
                && sectionIndex == that.sectionIndex
                && value == that.value
                && size == that.size;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * index + sectionIndex) + Long.hashCode(value);
    }

    public boolean isUndefined() {
        return sectionIndex == UNDEFINED;
    }

    public boolean isFunction() {
        return type == FUNC;
    }

    /** True if other files cannot see it although it is not local. */
    public boolean isHidden() {
        return visibility == HIDDEN || visibility == INTERNAL;
    }
}
