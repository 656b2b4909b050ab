// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.object;

import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.KernelHeap;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.btf.BtfType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where objects lie: makes room for them, reads and writes places in them whatever programs may do there. */
final class ObjectMemory {
    /** Seen in a number that nobody set; what kernels built for debugging leave in freed memory. */
    private static final byte POISON = 0x6b;

    private static final int MOST_TEXT = 4096;
    private static final int PAGE_BYTES = 4096;

    private final ObjectTypes types;
    private final KernelHeap heap;
    private final UnsetPointers unset = new UnsetPointers();
    private final TreeMap<Long, KernelObject> made = new TreeMap<>();
    private int objects;

    ObjectMemory(ObjectTypes types, KernelHeap heap) {
        this.types = types;
        this.heap = heap;
    }

    ObjectTypes types() {
        return types;
    }

    AddressSpace memory() {
        return heap.memory();
    }

    /** A new object: its numbers poisoned, its pointers leading nowhere. */
    KernelObject make(int type, long sizeBytes) {
        String name = types.words(type) + " #" + ++objects;
        Region region = allocate(sizeBytes, name);
        Arrays.fill(region.bytes(), POISON);
        KernelObject object = new KernelObject(this, type, region.base(), name);
        made.put(region.base(), object);
        unsetPointers(object, 0);
        return object;
    }

    /** Makes the pointers of what lies so many bytes behind an object's start, of the object's type, lead nowhere. */
    void unsetPointers(KernelObject object, long offsetBytes) {
        long start = object.address() + offsetBytes;
        int[] pointers = types.pointers(object.typeId());
        long leads = unset.claim(
                new KernelObject(
                        this, object.typeId(), start, offsetBytes == 0 ? object.toString() : "element of " + object),
                pointers);
        Region region = pointers.length == 0 ? null : memory().find(start + pointers[0], Long.BYTES);
        if (region == null) {
            return;
        }
        Place pointer = new Place(0, 0, 0, 0, "");
        for (int offset : pointers) {
            long at = start + offset - region.base();
            // An object is in one region, and may end before the last members of its type.
            if (at + Long.BYTES <= region.bytes().length) {
                pointer.write(region.bytes(), (int) at, Long.BYTES, memory().order(), leads);
            }
            leads += UnsetPointers.step();
        }
    }

    /** Given bytes; their type is {@code void}, so that any pointer may lead to them. */
    KernelObject bytes(byte[] bytes, String name) {
        Region region = allocate(bytes.length, name);
        System.arraycopy(bytes, 0, region.bytes(), 0, bytes.length);
        return new KernelObject(this, 0, region.base(), name);
    }

    /** The same with poison behind the bytes, to the end of a page. */
    KernelObject text(byte[] bytes, String name) {
        byte[] page = new byte[(bytes.length + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES];
        Arrays.fill(page, bytes.length, page.length, POISON);
        System.arraycopy(bytes, 0, page, 0, bytes.length);
        return bytes(page, name);
    }

    private Region allocate(long sizeBytes, String name) {
        if (sizeBytes > Integer.MAX_VALUE / 2) {
            throw new KernelObjectException(name + " of " + sizeBytes + " bytes is larger than 1 GiB");
        }
        Region region = heap.allocate((int) sizeBytes, true, false, name);
        if (region == null) {
            throw new KernelObjectException("no memory is left for " + name + " of " + sizeBytes
                    + " bytes; EmulatedKernel.builder(…).memoryLimitBytes(…) allows more");
        }
        return region;
    }

    /** Text at an address up to its NUL, at most {@value #MOST_TEXT} bytes; empty if memory ends before. */
    Optional<String> text(long address) {
        byte[] found = new byte[MOST_TEXT];
        for (int length = 0; length < MOST_TEXT; length++) {
            Region region = memory().find(address + length, 1);
            if (region == null) {
                return Optional.empty();
            }
            found[length] = region.bytes()[(int) (address + length - region.base())];
            if (found[length] == 0) {
                return Optional.of(new String(found, 0, length, StandardCharsets.UTF_8));
            }
        }
        return Optional.of(new String(found, StandardCharsets.UTF_8));
    }

    /** The pointer that nobody set and that leads to an address, in words. */
    Optional<String> unset(long address) {
        return unset.at(address)
                .map(found -> types.path(found.object().typeId(), found.offset()) + " of " + found.object());
    }

    /** The member of an object that lies at an address, in words; empty if no object with members does. */
    Optional<String> member(long address) {
        Map.Entry<Long, KernelObject> entry = made.floorEntry(address);
        if (entry == null) {
            return Optional.empty();
        }
        KernelObject object = entry.getValue();
        long offset = address - entry.getKey();
        boolean inside = offset < types.btf().sizeOf(object.typeId());
        String path = inside ? types.path(object.typeId(), offset) : "";
        return path.isEmpty() ? Optional.empty() : Optional.of(path + " of " + object);
    }

    /** How many objects were made. */
    int count() {
        return objects;
    }

    /** The object with members that an address lies in. */
    Optional<KernelObject> objectAt(long address) {
        Map.Entry<Long, KernelObject> entry = made.floorEntry(address);
        if (entry == null) {
            return Optional.empty();
        }
        Region region = memory().find(entry.getKey(), 1);
        boolean inside = region != null && address - region.base() < region.bytes().length;
        return inside ? Optional.of(entry.getValue()) : Optional.empty();
    }

    /** Where the pointer at an address leads, if it leads to memory. */
    Optional<Long> pointerAt(long address) {
        Region region = memory().find(address, Long.BYTES);
        if (region == null) {
            return Optional.empty();
        }
        long target = new Place(0, 0, 0, 0, "")
                .read(region.bytes(), (int) (address - region.base()), Long.BYTES, memory().order());
        return memory().find(target, 1) == null ? Optional.empty() : Optional.of(target);
    }

    /** The bytes that a place touches. */
    Region region(Place place, int bytes, KernelObject object) {
        Region region = memory().find(place.address(), bytes);
        if (region == null) {
            throw new KernelObjectException("'" + place.path() + "' of " + object + " lies at 0x"
                    + Long.toHexString(place.address()) + ": " + memory().describe(place.address()));
        }
        return region;
    }

    /** The place as a number, extended as its type says. */
    long number(Place place, KernelObject object) {
        int size = numberSize(place, object);
        Region region = region(place, place.bytesTouched(size), object);
        long value = place.read(region.bytes(), (int) (place.address() - region.base()), size, memory().order());
        int unused = Long.SIZE - (place.isBitField() ? place.widthBits() : 8 * size);
        return isSigned(place) ? value << unused >> unused : value;
    }

    void setNumber(Place place, KernelObject object, long value) {
        int size = numberSize(place, object);
        int width = place.isBitField() ? place.widthBits() : 8 * size;
        boolean fits = width == Long.SIZE || value >= -(1L << width - 1) && value < 1L << width;
        if (!fits) {
            throw new KernelObjectException(
                    value + " does not fit into the " + width + " bits of '" + place.path() + "' of " + object);
        }
        Region region = region(place, place.bytesTouched(size), object);
        place.write(region.bytes(), (int) (place.address() - region.base()), size, memory().order(), value);
    }

    private boolean isSigned(Place place) {
        BtfType type = types.resolve(place.type());
        return type instanceof BtfType.Int number && number.signed()
                || type instanceof BtfType.Enum name && name.signed();
    }

    private int numberSize(Place place, KernelObject object) {
        BtfType type = types.resolve(place.type());
        boolean number = type instanceof BtfType.Int || type instanceof BtfType.Enum || type instanceof BtfType.Ptr;
        if (!number) {
            throw new KernelObjectException(
                    "'" + place.path() + "' of " + object + " is " + types.words(place.type()) + ", no number");
        }
        int size = Math.toIntExact(types.btf().sizeOf(place.type()));
        if (size > Long.BYTES) {
            throw new KernelObjectException(
                    "'" + place.path() + "' of " + object + " has " + size + " bytes: set it by bytes");
        }
        return size;
    }
}
