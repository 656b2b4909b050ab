// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

/**
 * Something that an object uses and only a kernel can supply. Type ids are the object's own; the types that the source
 * declares are kept here, because {@link BpfObject#btf} carries placeholders for them, as a kernel demands.
 */
public sealed interface Extern {
    /** As the source declares it; a {@code ___suffix} is part of it, but not of the kernel's name. */
    String name();

    /** True if the program can do without it. */
    boolean weak();

    /**
     * A configuration value or one of the loader's own ({@code LINUX_KERNEL_VERSION}), placed in map {@code .kconfig}.
     *
     * @param typeId of the value
     * @param offset bytes from the start of the map's only element
     * @param size bytes
     */
    record Configuration(String name, boolean weak, int typeId, int offset, int size) implements Extern {}

    /** A symbol whose address is all that is asked for: {@code extern const void x __ksym}. */
    record Address(String name, boolean weak) implements Extern {}

    /**
     * A variable of the kernel with a type: {@code extern struct T x __ksym}.
     *
     * @param typeId of the variable's value
     */
    record Variable(String name, boolean weak, int typeId) implements Extern {}

    /**
     * A function of the kernel (kfunc): {@code extern int f(...) __ksym}.
     *
     * @param protoId of its FUNC_PROTO
     */
    record Function(String name, boolean weak, int protoId) implements Extern {}
}
