// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.MemoryFault;
import dev.probeproof.emulator.memory.Region;

/**
 * The memory that a program hands to a helper: its stack, its context, map values. A verifier has proved that it is there
 * and large enough; without one, an access outside ends the run.
 */
final class ProgramMemory {
    private static final Region NOTHING = new Region(0, new byte[0], false, "nothing");

    private ProgramMemory() {}

    /** A copy of what a helper gets to read. */
    static byte[] read(HelperContext context, long address, long sizeBytes) {
        return window(context, address, sizeBytes, false).copy();
    }

    /** Writes what a helper gives out. */
    static void write(HelperContext context, long address, byte[] source) {
        Window target = window(context, address, source.length, true);
        System.arraycopy(source, 0, target.array(), target.start(), source.length);
    }

    static void store(HelperContext context, long address, int sizeBytes, long value) {
        AddressSpace memory = context.kernelMemory();
        try {
            memory.store(address, sizeBytes, value);
        } catch (MemoryFault fault) {
            throw fault(memory, fault);
        }
    }

    static long load(HelperContext context, long address, int sizeBytes) {
        AddressSpace memory = context.kernelMemory();
        try {
            return memory.load(address, sizeBytes);
        } catch (MemoryFault fault) {
            throw fault(memory, fault);
        }
    }

    /** What a helper gets to write into. */
    static Window writable(HelperContext context, long address, long sizeBytes) {
        return window(context, address, sizeBytes, true);
    }

    /** The memory that holds what a helper gets to read. */
    static Region readable(HelperContext context, long address, int sizeBytes) {
        return region(context, address, sizeBytes, false);
    }

    /** The memory that holds what a helper gets to write into. */
    static Region writableRegion(HelperContext context, long address, int sizeBytes) {
        return region(context, address, sizeBytes, true);
    }

    private static Window window(HelperContext context, long address, long size, boolean write) {
        // Helpers take their sizes as u32.
        int sizeBytes = (int) size;
        if (sizeBytes == 0) {
            return Window.EMPTY;
        }
        Region region = region(context, address, sizeBytes, write);
        return new Window(region.bytes(), (int) (address - region.base()), sizeBytes);
    }

    /** The program's own bytes: a size of 0 is legal with any address. */
    private static Region region(HelperContext context, long address, int sizeBytes, boolean write) {
        if (sizeBytes == 0) {
            return NOTHING;
        }
        AddressSpace memory = context.kernelMemory();
        Region region = sizeBytes < 0 ? null : memory.find(address, sizeBytes);
        if (region == null || !(write ? region.writable() : region.readable())) {
            throw fault(memory, new MemoryFault(address, sizeBytes, write));
        }
        return region;
    }

    private static ExecutionFault fault(AddressSpace memory, MemoryFault fault) {
        return new ExecutionFault(fault, memory.describe(fault.address()));
    }
}
