// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sparse 64-bit address space: regions at absolute addresses, ordered as unsigned numbers; everything else faults.
 * Kernel and user memory are two of these, as on architectures where both use the same addresses.
 *
 * <p>An access must lie within one region: regions that touch are still different objects. Not thread-safe.
 */
public final class AddressSpace {
    private static final byte[] NOTHING = new byte[0];

    /** How far from a region an address may lie and still be described by it: a page. */
    private static final long NEAR_BYTES = 4096;

    private static final int MAX_RUNS = 256;
    private static final long STACKS_BYTES = (long) MAX_RUNS << FrameStack.STACK_SHIFT;

    /** Where an emulated kernel keeps contexts and what its {@link KernelHeap} gives out; stacks are next to it. */
    static final long OWN_START = 0xffff_e900_0000_0000L;

    static final long OWN_END = FrameStack.STACKS + STACKS_BYTES;

    private static final Region NOWHERE = new Region(OWN_END, NOTHING, false, "nothing");

    private final boolean little;
    private final RegionTable mapped = new RegionTable();
    /** Regions of recent accesses by address, because a program goes back and forth between a few: see {@link #find}. */
    private final @Nullable Region[] recent = new Region[8];

    /** How often a region was mapped, and how many are mapped outside of where the kernel's own objects are. */
    private long generation;

    private int elsewhere;

    private Extents overlay = Extents.NONE;
    /** What was last compared with all regions, and when. */
    private Extents checked = Extents.NONE;

    private long checkedGeneration;

    /** Changes whenever a region is taken away. */
    private long version;

    private FrameStack[] stacks = new FrameStack[0];
    private int runsUnderWay;

    // What changes with every run is switched by numbers: a garbage collector wants to know of every reference written.
    private boolean isLaidOver;

    /** The stack frame of the function under way, tried before everything else; its parts for those who need no more. */
    private Region favoured = NOWHERE;

    private byte[] favouredBytes = NOTHING;
    private long favouredBase;
    private int favouredSize;

    /** The context of the run under way. */
    private Region context = NOWHERE;

    private boolean hasContext;
    /** When a context of what size was last compared with all regions. */
    private long contextGeneration = -1;

    private int contextSize;

    public AddressSpace(ByteOrder order) {
        this.little = order == ByteOrder.LITTLE_ENDIAN;
    }

    /** The order of the bytes of a number in this memory. */
    public ByteOrder order() {
        return little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    /** Throws {@link IllegalArgumentException} if the region overlaps another or wraps around. */
    public void map(Region region) {
        region.checkEnd();
        refuseStacks(region);
        Region laid = isLaidOver ? overlay.overlapping(region) : null;
        if (laid == null && hasContext && (context.reaches(region) || region.reaches(context))) {
            laid = context;
        }
        if (laid != null) {
            throw region.overlapping(laid);
        }
        mapped.add(region);
        generation++;
        elsewhere += isOwn(region) ? 0 : 1;
    }

    /** Takes away the very region that was mapped; does nothing if it is not mapped. */
    public void unmap(Region region) {
        if (!mapped.remove(region)) {
            return;
        }
        version++;
        elsewhere -= isOwn(region) ? 0 : 1;
        for (int line = 0; line < recent.length; line++) {
            if (recent[line] == region) {
                recent[line] = null;
            }
        }
    }

    /**
     * Lays regions over what is mapped, in place of those of the last time; {@link Extents#NONE} takes them away. Costs
     * next to nothing, unless something other than the kernel's own objects is mapped.
     *
     * @throws IllegalArgumentException if one overlaps a region that is mapped; nothing is laid over then
     */
    public void overlay(Extents extents) {
        isLaidOver = false;
        if (extents == Extents.NONE) {
            return;
        }
        if ((elsewhere > 0 || !extents.avoidsKernelObjects())
                && (extents != checked || generation != checkedGeneration)) {
            check(extents);
        }
        if (overlay != extents) {
            overlay = extents;
            version++;
        }
        isLaidOver = true;
    }

    /**
     * Puts the context of a run where programs see it, until {@link #takeContext}. All contexts of an address space have the
     * same address.
     *
     * @throws IllegalArgumentException if it overlaps a region that is mapped
     */
    public void placeContext(Region region) {
        if (generation != contextGeneration || region.bytes().length > contextSize) {
            Region other = mapped.overlapping(region);
            if (other != null) {
                throw region.overlapping(other);
            }
            contextGeneration = generation;
            contextSize = region.bytes().length;
        }
        if (context != region) {
            context = region;
        }
        hasContext = true;
    }

    /** Takes the context away. */
    public void takeContext() {
        hasContext = false;
    }

    /** The context of the run under way, or null. */
    public @Nullable Region context() {
        return hasContext ? context : null;
    }

    private static void refuseStacks(Region region) {
        long offset = region.base() - FrameStack.STACKS;
        if (offset < STACKS_BYTES && offset > -region.bytes().length) {
            throw new IllegalArgumentException(region.name() + " at 0x" + Long.toHexString(region.base())
                    + " lies where the stacks of programs are");
        }
    }

    private void check(Extents extents) {
        extents.regions().forEach(AddressSpace::refuseStacks);
        Region hidden = hasContext ? extents.overlapping(context) : null;
        if (hidden != null) {
            throw hidden.overlapping(context);
        }
        for (int index = 0; index < mapped.count(); index++) {
            Region laid = extents.overlapping(mapped.at(index));
            if (laid != null) {
                throw laid.overlapping(mapped.at(index));
            }
        }
        checked = extents;
        checkedGeneration = generation;
    }

    /** Whether the emulated kernel itself put a region there, where no event's memory is. */
    private static boolean isOwn(Region region) {
        long end = region.base() + region.bytes().length;
        return region.base() - OWN_START >= 0 && end - OWN_START >= 0 && end - OWN_END <= 0;
    }

    /** What is laid over now; {@link Extents#NONE} if nothing is. */
    public Extents overlay() {
        return isLaidOver ? overlay : Extents.NONE;
    }

    /**
     * A number that changes whenever a region is taken away: as long as it is the same, whoever has found a region may use it
     * again, if it {@link #isLasting}.
     */
    public long version() {
        return version;
    }

    /** Whether a region is one object that stays until {@link #version} changes: stacks and contexts come and go. */
    public boolean isLasting(Region region) {
        return region.strideBytes() == 0
                && region != context
                && Long.compareUnsigned(region.base() - FrameStack.STACKS, STACKS_BYTES) >= 0;
    }

    /** The stack of a run that begins now and enters no frame: nothing to end. */
    public FrameStack nextStack() {
        if (runsUnderWay < stacks.length) {
            return stacks[runsUnderWay];
        }
        FrameStack made = beginRun();
        endRun();
        return made;
    }

    /**
     * Begins a run: its stack, with no frame entered. A run may begin while another is under way. Follow it with
     * {@link #endRun}.
     */
    public FrameStack beginRun() {
        int level = runsUnderWay;
        if (level == stacks.length) {
            if (level == MAX_RUNS) {
                throw new IllegalStateException(MAX_RUNS + " runs are under way, each begun by the one before");
            }
            stacks = Arrays.copyOf(stacks, level + 1);
            stacks[level] = new FrameStack(this, level, level == 0 ? null : stacks[level - 1]);
        }
        runsUnderWay = level + 1;
        return stacks[level];
    }

    /** Ends the run that began last; whatever it left of its stack is gone. */
    public void endRun() {
        runsUnderWay--;
        stacks[runsUnderWay].leaveTo(0);
    }

    /** A hint for speed: most accesses will go to this frame. */
    void favour(Region frame) {
        if (favoured != frame) {
            favoured = frame;
            favouredBytes = frame.bytes();
        }
        favouredBase = frame.base();
        favouredSize = FrameStack.FRAME_BYTES;
    }

    /** No frame is there to favour. */
    void favourNone() {
        favouredBase = 0;
        favouredSize = 0;
    }

    /** Every region, by address: a copy. Stacks under way and what is laid over are among them. */
    public Collection<Region> regions() {
        List<Region> copy = new ArrayList<>(mapped.count());
        for (int index = 0; index < mapped.count(); index++) {
            copy.add(mapped.at(index));
        }
        copy.addAll(unsorted());
        copy.sort((one, other) -> Long.compareUnsigned(one.base(), other.base()));
        return List.copyOf(copy);
    }

    /** What is not among the sorted regions: what is laid over them, the context, and stack frames. */
    private List<Region> unsorted() {
        if (!hasContext && !isLaidOver && runsUnderWay == 0) {
            return List.of();
        }
        List<Region> found = new ArrayList<>(isLaidOver ? overlay.regions() : List.of());
        if (hasContext) {
            found.add(context);
        }
        for (FrameStack stack : stacks) {
            for (int frame = 0; frame < stack.depth(); frame++) {
                found.add(stack.frame(frame));
            }
        }
        return found;
    }

    /** The region that holds the whole access, or null. */
    public @Nullable Region find(long address, int sizeBytes) {
        long offset = address - favouredBase;
        if (offset >= 0 && offset < favouredSize && sizeBytes >= 0 && offset <= favouredSize - sizeBytes) {
            return favoured;
        }
        if (hasContext && context.contains(address, sizeBytes)) {
            return context;
        }
        if (isLaidOver) {
            Region laid = overlay.find(address, sizeBytes);
            if (laid != null) {
                return laid;
            }
        }
        // A context, a map value or a small object lies within one or two of these 512-byte lines.
        int line = (int) (address >>> 9 ^ address >>> 14) & 7;
        Region cached = recent[line];
        if (cached != null && cached.contains(address, sizeBytes)) {
            return cached;
        }
        return search(address, sizeBytes, line);
    }

    private @Nullable Region search(long address, int sizeBytes, int line) {
        Region frame = frameAt(address);
        if (frame != null) {
            return frame.contains(address, sizeBytes) ? frame : null;
        }
        int index = mapped.floor(address);
        if (index < 0) {
            return null;
        }
        Region region = mapped.at(index);
        if (!region.contains(address, sizeBytes)) {
            return null;
        }
        recent[line] = region;
        return region;
    }

    /** The frame in whose place an address lies, or null if no function runs there. */
    private @Nullable Region frameAt(long address) {
        long offset = address - FrameStack.STACKS;
        boolean inside = offset >= 0 && offset >> FrameStack.STACK_SHIFT < stacks.length;
        return inside ? stacks[(int) (offset >> FrameStack.STACK_SHIFT)].frameAt(address) : null;
    }

    /** Where an address lies, in words for messages: inside, or how far from the region next to it. */
    public String describe(long address) {
        int floor = mapped.floor(address);
        Region below = floor < 0 ? null : mapped.at(floor);
        Region above = floor + 1 == mapped.count() ? null : mapped.at(floor + 1);
        for (Region region : unsorted()) {
            if (Long.compareUnsigned(region.base(), address) > 0) {
                above = above == null || Long.compareUnsigned(region.base(), above.base()) < 0 ? region : above;
            } else {
                below = below == null || Long.compareUnsigned(region.base(), below.base()) > 0 ? region : below;
            }
        }
        if (below != null) {
            long offset = address - below.base();
            if (offset >= 0 && offset - below.bytes().length < NEAR_BYTES) {
                return below.describe(address);
            }
        }
        if (above != null) {
            long before = above.base() - address;
            if (before > 0 && before <= NEAR_BYTES) {
                return before + " bytes before " + above.name();
            }
        }
        return "nothing is mapped there";
    }

    /** Reads 1, 2, 4 or 8 bytes, zero-extended. */
    public long load(long address, int sizeBytes) throws MemoryFault {
        long offset = address - favouredBase;
        if (offset >= 0 && offset <= favouredSize - sizeBytes) {
            byte[] first = favouredBytes;
            return little
                    ? Numbers.loadLittle(first, (int) offset, sizeBytes)
                    : Numbers.loadBig(first, (int) offset, sizeBytes);
        }
        return loadAnywhere(address, sizeBytes);
    }

    private long loadAnywhere(long address, int sizeBytes) throws MemoryFault {
        Region region = find(address, sizeBytes);
        if (region == null || !region.readable()) {
            throw new MemoryFault(address, sizeBytes, false);
        }
        byte[] bytes = region.bytes();
        int at = (int) (address - region.base());
        return little ? Numbers.loadLittle(bytes, at, sizeBytes) : Numbers.loadBig(bytes, at, sizeBytes);
    }

    /** Writes the low 1, 2, 4 or 8 bytes of a value. */
    public void store(long address, int sizeBytes, long value) throws MemoryFault {
        long offset = address - favouredBase;
        if (offset >= 0 && offset <= favouredSize - sizeBytes) {
            byte[] first = favouredBytes;
            if (little) {
                Numbers.storeLittle(first, (int) offset, sizeBytes, value);
            } else {
                Numbers.storeBig(first, (int) offset, sizeBytes, value);
            }
            return;
        }
        storeAnywhere(address, sizeBytes, value);
    }

    private void storeAnywhere(long address, int sizeBytes, long value) throws MemoryFault {
        Region region = find(address, sizeBytes);
        if (region == null || !region.writable()) {
            throw new MemoryFault(address, sizeBytes, true);
        }
        byte[] bytes = region.bytes();
        int at = (int) (address - region.base());
        if (little) {
            Numbers.storeLittle(bytes, at, sizeBytes, value);
        } else {
            Numbers.storeBig(bytes, at, sizeBytes, value);
        }
    }

    /** Copies mapped bytes out if one region holds them all; otherwise does nothing and returns false. */
    public boolean copy(long address, byte[] target, int offset, int length) {
        Region region = find(address, length);
        if (region == null || region.bytes() == target) {
            return false;
        }
        Numbers.copy(region.bytes(), (int) (address - region.base()), target, offset, length);
        return true;
    }

    /** Copies mapped bytes out. */
    public void read(long address, byte[] target, int offset, int length) throws MemoryFault {
        Region region = find(address, length);
        if (region == null) {
            throw new MemoryFault(address, length, false);
        }
        System.arraycopy(region.bytes(), (int) (address - region.base()), target, offset, length);
    }

    /** A copy of mapped bytes. */
    public byte[] read(long address, int length) throws MemoryFault {
        Region region = find(address, length);
        if (region == null) {
            throw new MemoryFault(address, length, false);
        }
        byte[] copy = new byte[length];
        System.arraycopy(region.bytes(), (int) (address - region.base()), copy, 0, length);
        return copy;
    }

    /** Copies bytes in. */
    public void write(long address, byte[] source, int offset, int length) throws MemoryFault {
        Region region = find(address, length);
        if (region == null || !region.writable()) {
            throw new MemoryFault(address, length, true);
        }
        System.arraycopy(source, offset, region.bytes(), (int) (address - region.base()), length);
    }
}
