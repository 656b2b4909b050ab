// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the emulated kernel keeps what it makes itself: map values, ring buffer records. Objects never touch, so that an
 * access past the end of one faults. The same requests give the same addresses in every run.
 *
 * <p>What is freed while a program runs stays readable until the outermost run ends, as under RCU: a program may go on
 * using the value of an element that it, or another one, has deleted. Unlike in a real kernel, it is not reused before.
 */
public final class KernelHeap {
    /** A part of the kernel's half that x86-64 leaves unused, so that no recorded or described kernel memory is there. */
    private static final long FIRST = 0xffff_e900_0001_0000L;

    private static final long END = 0xffff_ea00_0000_0000L;
    private static final int LINE_BYTES = 64;

    /** What an object costs this JVM beside its bytes: a million empty ones must not be free. */
    static final int OVERHEAD_BYTES = 128;

    /** How much address space an object has whose address is its name. */
    public static final int NAME_BYTES = 960;

    private final AddressSpace memory;
    private final long limitBytes;
    private final Map<Long, Deque<Long>> freeBySize = new TreeMap<>();
    private final List<Region> retired = new ArrayList<>();
    private long next = FIRST;
    private long usedBytes;
    private int runsUnderWay;

    /**
     * @param limitBytes how much may be allocated at a time, {@value #OVERHEAD_BYTES} bytes more for each object: nobody's
     *     map definition, and no program that loops, exhausts this JVM
     */
    public KernelHeap(AddressSpace memory, long limitBytes) {
        this.memory = memory;
        this.limitBytes = limitBytes;
    }

    public AddressSpace memory() {
        return memory;
    }

    public long limitBytes() {
        return limitBytes;
    }

    /** New memory of zeros, or null if the limit is reached: a kernel says ENOMEM. */
    public @Nullable Region allocate(int sizeBytes, String name) {
        return allocate(sizeBytes, true, true, name);
    }

    /** As {@link #allocate(int, String)}, with what programs may do there. */
    public @Nullable Region allocate(int sizeBytes, boolean readable, boolean writable, String name) {
        return allocate(sizeBytes, 0, 0, readable, writable, name);
    }

    /**
     * Memory for several elements side by side, which no access may cross.
     *
     * @param strideBytes from one element to the next, of which the first so many bytes are the element's
     */
    public @Nullable Region allocateElements(
            int count, int strideBytes, int elementBytes, boolean readable, boolean writable, String name) {
        return count == 1
                ? allocate(elementBytes, readable, writable, name)
                : allocate(count * strideBytes, strideBytes, elementBytes, readable, writable, name);
    }

    private @Nullable Region allocate(
            int sizeBytes, int strideBytes, int elementBytes, boolean readable, boolean writable, String name) {
        if (usedBytes + costOf(sizeBytes) > limitBytes) {
            return null;
        }
        long address = address(spanOf(sizeBytes));
        if (address == 0) {
            return null;
        }
        Region region = new Region(address, new byte[sizeBytes], readable, writable, name, strideBytes, elementBytes);
        memory.map(region);
        usedBytes += costOf(sizeBytes);
        return region;
    }

    /** An address that names an object, with no memory behind it; whoever knows what is there may map {@link #NAME_BYTES}. */
    public long allocateName() {
        long address = address(spanOf(NAME_BYTES));
        if (address == 0) {
            throw new IllegalStateException("the emulated kernel has no addresses left");
        }
        return address;
    }

    /** Gives memory back: at once, or after the run under way. */
    public void free(Region region) {
        if (runsUnderWay > 0) {
            retired.add(region);
        } else {
            release(region);
        }
    }

    /** Gives memory back so that a later access faults even in the run under way. */
    public void revoke(Region region) {
        memory.unmap(region);
        free(region);
    }

    public void runBegins() {
        runsUnderWay++;
    }

    public void runEnds() {
        runsUnderWay--;
        if (runsUnderWay == 0 && !retired.isEmpty()) {
            // Backwards: most lie in ascending order, and the last region of an address space is the cheapest to unmap.
            for (int last = retired.size() - 1; last >= 0; last--) {
                release(retired.get(last));
            }
            retired.clear();
        }
    }

    private void release(Region region) {
        memory.unmap(region);
        usedBytes -= costOf(region.bytes().length);
        freeBySize
                .computeIfAbsent(spanOf(region.bytes().length), size -> new ArrayDeque<>())
                .push(region.base());
    }

    private long address(long span) {
        Deque<Long> free = freeBySize.get(span);
        if (free != null && !free.isEmpty()) {
            return free.pop();
        }
        if (span > END - next) {
            return 0;
        }
        long address = next;
        next += span;
        return address;
    }

    private static long costOf(int sizeBytes) {
        return (long) sizeBytes + OVERHEAD_BYTES;
    }

    /** Bytes of address space for an object: a gap follows it. */
    private static long spanOf(int sizeBytes) {
        return (sizeBytes + 2L * LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
    }
}
