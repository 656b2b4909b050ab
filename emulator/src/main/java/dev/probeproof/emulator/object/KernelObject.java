// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.object;

import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.btf.BtfType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An object of a type of the kernel, or a part of one: an address that knows what lies there. Members are named by paths as
 * C writes them, {@code f_path.dentry}, {@code fds[3]}, {@code d_inode->i_ino}; unnamed structs in between are found. What
 * nobody set holds poison, and a pointer that nobody set leads to an address that faults and that
 * {@link KernelObjects#unset} knows.
 *
 * <p>Throws {@link KernelObjectException} for a member that the kernel does not have and for a value that does not fit.
 */
public final class KernelObject {
    private final ObjectMemory memory;
    private final int typeId;
    private final long address;
    private final String name;

    KernelObject(ObjectMemory memory, int typeId, long address, String name) {
        this.memory = memory;
        this.typeId = typeId;
        this.address = address;
        this.name = name;
    }

    /** Where it lies. */
    public long address() {
        return address;
    }

    /** Its type in words, such as {@code struct file}. */
    public String type() {
        return memory.types().words(typeId);
    }

    int typeId() {
        return typeId;
    }

    ObjectMemory memory() {
        return memory;
    }

    /** Whether this kernel has a member of that path; pointers on the way are not followed, so it may have no arrow. */
    public boolean has(String path) {
        try {
            ObjectPath.walk(this, memory, path);
            return true;
        } catch (KernelObjectException absent) {
            return false;
        }
    }

    /** Sets a number, a bit-field, an enum or an address; signed or unsigned, as long as the bits hold it. */
    public KernelObject set(String path, long value) {
        memory.setNumber(place(path), this, value);
        return this;
    }

    public KernelObject set(String path, boolean value) {
        return set(path, value ? 1 : 0);
    }

    /** Makes a pointer lead to an object, whose type must be the pointer's; any for {@code void *}. */
    public KernelObject set(String path, KernelObject target) {
        Place place = place(path);
        if (!(memory.types().resolve(place.type()) instanceof BtfType.Ptr pointer)) {
            throw wrong(path, "is " + memory.types().words(place.type()) + ", no pointer to " + target.type());
        }
        if (!leadsTo(pointer.type(), target.typeId())) {
            throw wrong(path, "is " + memory.types().words(place.type()) + ", which does not lead to " + target);
        }
        memory.setNumber(place, this, target.address());
        return this;
    }

    /**
     * Sets text: an array of characters to it, with a NUL behind it where there is room; an enum, or any number, to the
     * enumerator of that name.
     */
    public KernelObject set(String path, String value) {
        Place place = place(path);
        BtfType type = memory.types().resolve(place.type());
        if (type instanceof BtfType.Array) {
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            int room = Math.toIntExact(memory.types().btf().sizeOf(place.type()));
            if (text.length > room) {
                throw wrong(
                        path, "has room for " + room + " bytes, not for the " + text.length + " of '" + value + "'");
            }
            write(place, Arrays.copyOf(text, Math.min(room, text.length + 1)));
            return this;
        }
        OptionalLong enumerator = memory.types().enumerator(value);
        if (type instanceof BtfType.Ptr || enumerator.isEmpty()) {
            throw wrong(
                    path,
                    "is " + memory.types().words(place.type()) + ", and '" + value
                            + "' is no enumerator of this kernel");
        }
        memory.setNumber(place, this, enumerator.getAsLong());
        return this;
    }

    /** Sets the first bytes of a member. */
    public KernelObject set(String path, byte[] bytes) {
        Place place = place(path);
        long size = memory.types().btf().sizeOf(place.type());
        if (place.isBitField() || bytes.length > size && size > 0) {
            throw wrong(path, "has " + size + " bytes, not " + bytes.length);
        }
        write(place, bytes);
        return this;
    }

    /** Sets every byte of a member, or with the empty path of the object, to 0. */
    public KernelObject clear(String path) {
        Place place = place(path);
        if (place.isBitField()) {
            memory.setNumber(place, this, 0);
        } else {
            write(place, new byte[Math.toIntExact(memory.types().btf().sizeOf(place.type()))]);
        }
        return this;
    }

    /** A number, a bit-field, an enum or an address, extended as its type says. */
    public long number(String path) {
        return memory.number(place(path), this);
    }

    /** The text in an array of characters, or behind a pointer to some, up to its NUL; at most 4,096 bytes. */
    public String text(String path) {
        Place place = place(path);
        BtfType type = memory.types().resolve(place.type());
        if (type instanceof BtfType.Array) {
            byte[] all = bytes(path);
            int end = 0;
            while (end < all.length && all[end] != 0) {
                end++;
            }
            return new String(all, 0, end, StandardCharsets.UTF_8);
        }
        long from = memory.number(place, this);
        return memory.text(from)
                .orElseThrow(() -> wrong(
                        path,
                        "leads to 0x" + Long.toHexString(from) + ": "
                                + memory.unset(from)
                                        .map(unset -> "nobody set " + unset)
                                        .orElse(memory.memory().describe(from))));
    }

    /** The bytes of a member. */
    public byte[] bytes(String path) {
        Place place = place(path);
        int size = Math.toIntExact(memory.types().btf().sizeOf(place.type()));
        Region region = memory.region(place, place.bytesTouched(size), this);
        int from = (int) (place.address() - region.base());
        return Arrays.copyOfRange(region.bytes(), from, from + size);
    }

    /** A member in place, or what a pointer leads to. */
    public KernelObject member(String path) {
        Place place = place(path);
        if (place.isBitField()) {
            throw wrong(path, "is a bit-field and has no address");
        }
        if (memory.types().resolve(place.type()) instanceof BtfType.Ptr pointer) {
            long target = memory.number(place, this);
            Optional<String> unset = memory.unset(target);
            if (unset.isPresent()) {
                throw wrong(path, "leads nowhere: nobody set " + unset.get());
            }
            return new KernelObject(memory, pointer.type(), target, path + " of " + name);
        }
        return new KernelObject(memory, place.type(), place.address(), path + " of " + name);
    }

    /** What a member is, without typedefs and qualifiers; the empty path is the object itself. */
    public BtfType typeOf(String path) {
        return memory.types().resolve(place(path).type());
    }

    /** Whether a pointer leads somewhere because somebody set it; null counts as set. */
    public boolean isSet(String path) {
        return memory.unset(number(path)).isEmpty();
    }

    /** A new object of the type that a pointer leads to; the pointer then leads there. */
    public KernelObject fresh(String path) {
        Place place = place(path);
        if (!(memory.types().resolve(place.type()) instanceof BtfType.Ptr pointer) || pointer.type() == 0) {
            throw wrong(path, "is " + memory.types().words(place.type()) + ", no pointer to a type that is known");
        }
        KernelObject object = memory.make(
                memory.types().btf().strip(pointer.type()), memory.types().btf().sizeOf(pointer.type()));
        memory.setNumber(place, this, object.address());
        return object;
    }

    /** Another object of the same type so many behind this one, in an array. */
    public KernelObject element(int index) {
        long size = memory.types().btf().sizeOf(typeId);
        return new KernelObject(memory, typeId, address + index * size, name + "[" + index + "]");
    }

    private Place place(String path) {
        return ObjectPath.walk(this, memory, path);
    }

    private void write(Place place, byte[] bytes) {
        Region region = memory.region(place, bytes.length, this);
        System.arraycopy(bytes, 0, region.bytes(), (int) (place.address() - region.base()), bytes.length);
    }

    /** Anything may lead to mere bytes. A pointer to the first member of a struct is one to the struct: that is how the kernel derives types. */
    private boolean leadsTo(int pointee, int target) {
        int wanted = memory.types().btf().strip(pointee);
        int found = memory.types().btf().strip(target);
        BtfType type = memory.types().resolve(wanted);
        if (wanted == 0 || found == 0 || wanted == found) {
            return true;
        }
        BtfType given = memory.types().resolve(found);
        if (given instanceof BtfType.Array array) {
            return leadsTo(pointee, array.elementType());
        }
        boolean sameName = !type.name().isEmpty() && type.name().equals(given.name());
        return sameName
                || given instanceof BtfType.Composite composite
                        && !composite.members().isEmpty()
                        && composite.members().get(0).bitOffset() == 0
                        && leadsTo(pointee, composite.members().get(0).type());
    }

    private KernelObjectException wrong(String path, String problem) {
        return new KernelObjectException(
                "'" + path + "' of " + name + " in kernel " + memory.types().kernelName() + " " + problem);
    }

    /** Its name: the type with a number, or the way to it. */
    @Override
    public String toString() {
        return name;
    }
}
