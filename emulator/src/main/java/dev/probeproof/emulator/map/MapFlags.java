// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

/** {@code BPF_F_*} of {@code BPF_MAP_CREATE}, as far as maps here look at them. */
public final class MapFlags {
    public static final int NO_PREALLOC = 1;
    public static final int NO_COMMON_LRU = 1 << 1;
    public static final int NUMA_NODE = 1 << 2;
    /** User space may not write. */
    public static final int RDONLY = 1 << 3;
    /** User space may not read. */
    public static final int WRONLY = 1 << 4;

    public static final int STACK_BUILD_ID = 1 << 5;
    public static final int ZERO_SEED = 1 << 6;
    /** Programs may not write. */
    public static final int RDONLY_PROG = 1 << 7;
    /** Programs may not read. */
    public static final int WRONLY_PROG = 1 << 8;

    public static final int MMAPABLE = 1 << 10;
    public static final int PRESERVE_ELEMS = 1 << 11;
    public static final int INNER_MAP = 1 << 12;

    /** Who may access: legal for most types, but not read-only and write-only at once. */
    static final int ACCESS = RDONLY | WRONLY | RDONLY_PROG | WRONLY_PROG;

    private MapFlags() {}
}
