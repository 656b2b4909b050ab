// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.scenarios.data.DataReader;
import dev.probeproof.scenarios.data.Datum;
import dev.probeproof.scenarios.trace.CTypes;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A value with its C type, as bytes of the moment at which it was asked for.
 *
 * @param types where the type is from
 * @param typeId in them; 0 for what has no type
 * @param bytes of the value, in the kernel's order
 * @param address where it lies in kernel memory; absent for what lies nowhere, as registers
 * @param bit of a bit-field, counted as BTF does from the first of the bytes
 * @param bits of a bit-field; 0 for all others
 * @param stars how often the value is a pointer to that type, for pointers that no type describes
 */
record TypedValue(CTypes types, int typeId, byte[] bytes, OptionalLong address, int bit, int bits, int stars) {
    static TypedValue of(CTypes types, int typeId, byte[] bytes) {
        return new TypedValue(types, typeId, bytes, OptionalLong.empty(), 0, 0, 0);
    }

    /** A pointer that lies nowhere. */
    static TypedValue pointer(CTypes types, int typeId, int stars, byte[] bytes) {
        return new TypedValue(types, typeId, bytes, OptionalLong.empty(), 0, 0, stars);
    }

    /** What lies at an address of kernel memory, or of user memory where the kernel has none there. */
    static TypedValue at(Live live, CTypes types, int typeId, long address) {
        long size = types.size(typeId);
        return new TypedValue(types, typeId, read(live, address, size), OptionalLong.of(address), 0, 0, 0);
    }

    /** Bytes of memory. */
    static byte[] read(Live live, long address, long size) {
        if (size > 1 << 20) {
            throw new DebugException("a value of " + size + " bytes is larger than 1 MiB");
        }
        AddressSpace kernel = live.world().kernel().kernelMemory();
        Region region = kernel.find(address, (int) size);
        if (region == null) {
            region = live.world().kernel().userMemory().find(address, (int) size);
        }
        if (region == null) {
            throw new DebugException("cannot read " + size + " bytes at 0x" + Long.toHexString(address) + ": "
                    + live.world()
                            .kernel()
                            .objects()
                            .unset(address)
                            .map(pointer -> "nobody set " + pointer)
                            .orElseGet(() -> kernel.describe(address)));
        }
        int from = (int) (address - region.base());
        return Arrays.copyOfRange(region.bytes(), from, from + (int) size);
    }

    BtfType type() {
        return types.btf().resolve(typeId);
    }

    boolean isPointer() {
        return stars > 0 || type() instanceof BtfType.Ptr;
    }

    boolean isComposite() {
        return stars == 0 && type() instanceof BtfType.Composite;
    }

    boolean isArray() {
        return stars == 0 && type() instanceof BtfType.Array;
    }

    /** A register, a literal, or what was computed. */
    boolean isPlain() {
        return stars == 0 && typeId == 0;
    }

    String typeName() {
        return isPlain() ? "long" : types.words(typeId) + (stars == 0 ? "" : " " + "*".repeat(stars));
    }

    /** Bytes of what a pointer leads to; 0 where nobody knows. */
    long targetSize() {
        return stars > 1
                ? Long.BYTES
                : stars == 1
                        ? types.size(typeId)
                        : type() instanceof BtfType.Ptr pointer ? types.size(pointer.type()) : 0;
    }

    /** A number, a character, an enum or an address, extended as its type says. */
    long number(Live live) {
        if ((stars > 0 || typeId == 0) && bytes.length <= Long.BYTES) {
            return unsigned(live);
        }
        if (isArray()) {
            return address.orElseThrow(() -> new DebugException("an array that lies nowhere has no address"));
        }
        Datum datum = datum(live);
        if (datum instanceof Datum.Number number) {
            return number.value();
        }
        throw new DebugException("a value of type '" + typeName() + "' is no number");
    }

    private long unsigned(Live live) {
        long value = 0;
        boolean little = live.world().kernel().kernelMemory().order() == java.nio.ByteOrder.LITTLE_ENDIAN;
        for (int i = 0; i < bytes.length; i++) {
            value = value << 8 | bytes[little ? bytes.length - 1 - i : i] & 0xff;
        }
        return value;
    }

    Datum datum(Live live) {
        if (bits != 0) {
            return BitField.read(this, live.world().kernel().kernelMemory().order());
        }
        return stars > 0 || typeId == 0
                ? bytes.length <= Long.BYTES ? Datum.Number.of(unsigned(live)) : Datum.Raw.of(bytes)
                : new DataReader(
                                types.btf(),
                                live.world().kernel().kernelMemory().order())
                        .read(typeId, bytes);
    }

    /** What a pointer leads to. */
    TypedValue target(Live live) {
        if (isArray() && type() instanceof BtfType.Array array) {
            return element(live, 0, array.elementType());
        }
        if (!isPointer()) {
            throw new DebugException("a value of type '" + typeName() + "' is no pointer; cast it: (struct NAME *) …");
        }
        long to = number(live);
        if (stars > 1) {
            return new TypedValue(types, typeId, read(live, to, Long.BYTES), OptionalLong.of(to), 0, 0, stars - 1);
        }
        int pointee = stars == 0 && type() instanceof BtfType.Ptr pointer ? pointer.type() : typeId;
        TypedValue known = KernelTypes.inKernel(live, types, pointee, to);
        if (known.types().size(known.typeId()) == 0) {
            throw new DebugException("'" + typeName() + "' does not say what it leads to; cast it: (struct NAME *) …");
        }
        return at(live, known.types(), known.typeId(), to);
    }

    /** A member by name; of a pointer to a struct, too, as debuggers let it pass. */
    TypedValue member(Live live, String name) {
        TypedValue struct = isPointer() ? target(live) : this;
        if (!struct.isComposite()) {
            throw new DebugException("a value of type '" + struct.typeName() + "' has no members");
        }
        int id = struct.types.btf().strip(struct.typeId);
        Optional<MemberLookup.Found> found = MemberLookup.find(struct.types.btf(), id, name);
        if (found.isEmpty()) {
            throw new DebugException("no member '" + name + "' in '" + struct.typeName() + "'"
                    + Nearest.suffix(Nearest.of(
                            name,
                            MemberLookup.all(struct.types.btf(), id).stream()
                                    .map(MemberLookup.Found::name)
                                    .toList())));
        }
        return struct.part(found.get());
    }

    /** A member that was looked up. */
    TypedValue part(MemberLookup.Found member) {
        int from = (int) (member.bitOffset() / 8);
        if (member.bitfieldBits() != 0) {
            int end = (int) ((member.bitOffset() + member.bitfieldBits() + 7) / 8);
            return new TypedValue(
                    types,
                    member.type(),
                    Arrays.copyOfRange(bytes, from, end),
                    OptionalLong.empty(),
                    (int) (member.bitOffset() % 8),
                    member.bitfieldBits(),
                    0);
        }
        int end = (int) Math.min(bytes.length, from + types.size(member.type()));
        OptionalLong at = address.isPresent() ? OptionalLong.of(address.getAsLong() + from) : OptionalLong.empty();
        return new TypedValue(types, member.type(), Arrays.copyOfRange(bytes, Math.min(from, end), end), at, 0, 0, 0);
    }

    /** An element of an array, or one behind a pointer. */
    TypedValue element(Live live, long index) {
        if (isArray() && type() instanceof BtfType.Array array) {
            if (array.count() > 0 && (index < 0 || index >= array.count())) {
                throw new DebugException(
                        "'" + typeName() + "' has " + array.count() + " elements, counted from 0; not " + index);
            }
            return element(live, index, array.elementType());
        } else if (isPointer()) {
            if (targetSize() == 0) {
                throw new DebugException("'" + typeName() + "' does not say how large an element is; cast it");
            }
            long to = number(live) + index * targetSize();
            return stars == 0 && type() instanceof BtfType.Ptr pointer
                    ? at(live, types, pointer.type(), to)
                    : stars == 1
                            ? at(live, types, typeId, to)
                            : new TypedValue(
                                    types, typeId, read(live, to, Long.BYTES), OptionalLong.of(to), 0, 0, stars - 1);
        }
        throw new DebugException("a value of type '" + typeName() + "' has no elements");
    }

    private TypedValue element(Live live, long index, int elementType) {
        long size = types.size(elementType);
        long from = index * size;
        if (address.isPresent() && from + size > bytes.length) {
            return at(live, types, elementType, address.getAsLong() + from);
        }
        if (from < 0 || from + size > bytes.length) {
            throw new DebugException("element " + index + " lies behind the end of the value");
        }
        OptionalLong at = address.isPresent() ? OptionalLong.of(address.getAsLong() + from) : OptionalLong.empty();
        return new TypedValue(
                types, elementType, Arrays.copyOfRange(bytes, (int) from, (int) (from + size)), at, 0, 0, 0);
    }
}
