// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.memory.Region;

/** Steps of compiled code that are functions of their arguments. Small enough to be inlined everywhere. */
final class Elements {
    private Elements() {}

    /** Where in a flat array an element lies, or -1. */
    static int offset(int index, int entries, int stride) {
        return index >= 0 && index < entries ? index * stride : -1;
    }

    /** The same in a flat array with values for each CPU. */
    static int offsetOnCpu(int index, int entries, int stride, int cpuStride, Machine machine) {
        return index >= 0 && index < entries ? index * stride + machine.cpu() * cpuStride : -1;
    }

    /** The address of the element at an offset: 0 if it is nowhere. */
    static long address(long base, int offset) {
        return offset < 0 ? 0 : base + offset;
    }

    /** The address of a value that was looked up: 0 if it is nowhere. */
    static long address(Region value) {
        return value == Machine.NOWHERE ? 0 : value.base();
    }

    /** What a compare-and-exchange leaves in memory. */
    static long exchanged64(long old, long expected, long replacement) {
        return old == expected ? replacement : old;
    }

    static long exchanged32(long old, long expected, long replacement) {
        return (int) old == (int) expected ? replacement : old;
    }
}
