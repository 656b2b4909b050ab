// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;

/**
 * What {@code struct bpf_dynptr} holds while a program has it: an address, a size whose upper bits say what it is of, an
 * offset. 16 bytes in the program's stack.
 */
record Dynptr(long data, int sizeAndKind, int offset) {
    static final int LOCAL = 1 << 28;
    static final int RING_BUFFER = 2 << 28;

    /** {@code DYNPTR_MAX_SIZE}. */
    static final long MOST_BYTES = (1L << 24) - 1;

    static final Dynptr NULL = new Dynptr(0, 0, 0);

    private static final int SIZE_MASK = (1 << 24) - 1;
    private static final int READ_ONLY = 1 << 31;

    static Dynptr at(HelperContext context, long address) {
        return new Dynptr(
                ProgramMemory.load(context, address, Long.BYTES),
                (int) ProgramMemory.load(context, address + 8, Integer.BYTES),
                (int) ProgramMemory.load(context, address + 12, Integer.BYTES));
    }

    void store(HelperContext context, long address) {
        ProgramMemory.store(context, address, Long.BYTES, data);
        ProgramMemory.store(context, address + 8, Integer.BYTES, sizeAndKind);
        ProgramMemory.store(context, address + 12, Integer.BYTES, offset);
    }

    boolean isNull() {
        return data == 0;
    }

    boolean isReadOnly() {
        return (sizeAndKind & READ_ONLY) != 0;
    }

    int size() {
        return sizeAndKind & SIZE_MASK;
    }

    /** 0, or {@code -E2BIG} for a slice that is not all in it. Sizes and offsets are u32. */
    long check(long from, long length) {
        long start = from & 0xffff_ffffL;
        long bytes = length & 0xffff_ffffL;
        return bytes > size() || start > size() - bytes ? -Errno.E2BIG.number() : 0;
    }

    /** Where a slice begins. */
    long address(long from) {
        return data + offset + (from & 0xffff_ffffL);
    }
}
