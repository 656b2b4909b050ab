// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.emulator.machine.MissingMemory;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Objects for machine code to run on, each of the type that the pointer to it has: made when a page of them is first touched,
 * so that pointers lead on as far as the code follows them. Every object has an address of its own, which tells whose it is.
 */
final class SyntheticWorld implements MissingMemory {
    /** How the objects are: what one function needs to get to a place keeps another from it. */
    enum Variant {
        /** Small numbers, each by its place. */
        SMALL(0),
        /** Numbers are 0. */
        ZEROS(0),
        /** Every bit of every number is set: every flag is. */
        FLAGS(0),
        /** Every number is 1. */
        ONES(0),
        /** Any byte may be anything. */
        NOISE(1),
        OTHER_NOISE(2),
        THIRD_NOISE(3),
        FOURTH_NOISE(4),
        /** Numbers are 0, and so are pointers in objects that no parameter points to. */
        SHALLOW(0);

        private final int seed;

        Variant(int seed) {
            this.seed = seed;
        }
    }

    private static final int PAGE = 4096;
    private static final long SLOT_BYTES = 0x4_0000;

    /** Before it there are zeros: what {@code container_of} reaches from a pointer into an object. */
    private static final int OBJECT_AT = 0x1_0000;

    /** Pages of an earlier world stay mapped: each has addresses of its own. */
    private static final long WORLD_BYTES = 0x1_0000_0000L;

    private static final int UNTYPED_BYTES = 512;
    private static final int DEEPEST = 12;
    private static final int MOST_ELEMENTS = 256;
    private static final int MOST_OBJECTS = 16_000;

    /** What is 0 when nobody holds it, whatever else numbers are. */
    private static final Set<String> LOCKS = Set.of(
            "spinlock",
            "raw_spinlock",
            "qspinlock",
            "qrwlock",
            "mutex",
            "rw_semaphore",
            "semaphore",
            "seqcount",
            "seqcount_spinlock",
            "percpu_rw_semaphore",
            "lockref");

    private final Btf btf;
    private final Arch arch;
    private final Variant variant;
    private final long functionAddress;
    private final long base;
    private final long userBase;
    private final List<Made> objects = new ArrayList<>();
    private final Map<Integer, byte[]> contents = new HashMap<>();

    /**
     * An object.
     *
     * @param typeId 0 if nothing is known of it
     * @param origin where the pointer to it was, as in {@code file->f_inode}
     */
    record Made(long address, int typeId, String origin, int depth) {}

    /**
     * @param number of the worlds that were there before on the same machine
     * @param functionAddress where pointers to functions lead; 0 if nowhere
     */
    SyntheticWorld(Btf btf, Arch arch, Variant variant, int number, long functionAddress, boolean userMemory) {
        this.btf = btf;
        this.arch = arch;
        this.variant = variant;
        this.functionAddress = functionAddress;
        long within = 0x1000_0000L + number * WORLD_BYTES;
        this.userBase = SyntheticAddresses.user(arch) + within;
        this.base = userMemory ? userBase : SyntheticAddresses.kernel(arch) + within;
    }

    /** An argument of that type: no two are alike. */
    long argument(int typeId, int index, String name, boolean user) {
        BtfType type = btf.resolve(typeId);
        if (type instanceof BtfType.Ptr pointer) {
            return pointerTo(pointer.type(), name, 0) + (user ? userBase - base : 0);
        } else if (type instanceof BtfType.Int number && number.isBool()) {
            return variant.ordinal() & 1;
        }
        long marker = variant.seed > 0 ? 0x1110L * (index + variant.seed) : 3L + 2 * index;
        return btf.sizeOf(typeId) == 1 ? marker & 0x7f : marker;
    }

    /** A struct that is passed by value. */
    byte[] struct(int typeId) {
        byte[] bytes = new byte[Math.toIntExact(btf.sizeOf(typeId))];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (Noise.at(variant.ordinal(), typeId * 64L + i) & 0x7f);
        }
        return bytes;
    }

    /** What a function of that type gives back. */
    long result(int typeId, String function) {
        BtfType type = btf.resolve(typeId);
        if (type instanceof BtfType.Ptr pointer) {
            return pointerTo(pointer.type(), function + "()", 1);
        }
        return variant == Variant.ONES ? 1 : 0;
    }

    /** The object that starts at an address. */
    Optional<Made> at(long address) {
        long offset = address - OBJECT_AT - (isUser(address) ? userBase : base);
        long index = offset / SLOT_BYTES;
        return index >= 0 && index < objects.size() && offset % SLOT_BYTES == 0
                ? Optional.of(objects.get((int) index))
                : Optional.empty();
    }

    private boolean isUser(long address) {
        return Long.compareUnsigned(address - userBase, SLOT_BYTES * objects.size()) < 0;
    }

    private long pointerTo(int pointee, String origin, int depth) {
        if (depth > DEEPEST || objects.size() > MOST_OBJECTS || variant == Variant.SHALLOW && depth > 0) {
            return 0;
        } else if (btf.kind(btf.strip(pointee)) == BtfKind.FUNC_PROTO) {
            return functionAddress;
        }
        long address = base + objects.size() * SLOT_BYTES + OBJECT_AT;
        objects.add(new Made(address, btf.strip(pointee), origin, depth));
        return address;
    }

    @Override
    public byte @Nullable [] page(long page) {
        long at = page - (isUser(page) ? userBase : base);
        int index = (int) (at / SLOT_BYTES);
        if (at < 0 || at / SLOT_BYTES >= objects.size()) {
            return null;
        }
        byte[] content = contents.computeIfAbsent(index, this::content);
        int from = (int) (at % SLOT_BYTES);
        return from >= content.length ? new byte[PAGE] : Arrays.copyOfRange(content, from, from + PAGE);
    }

    private byte[] content(int index) {
        Made made = objects.get(index);
        byte[] content = new byte[(int) SLOT_BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(content).order(arch.byteOrder());
        BtfType type = btf.type(made.typeId());
        if (type instanceof BtfType.Int number && number.size() == 1) {
            byte[] text = ("text" + index).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, content, OBJECT_AT, text.length);
        } else if (type.kind() != BtfKind.VOID && type.kind() != BtfKind.FWD) {
            fill(buffer, OBJECT_AT, made.typeId(), made, "", 0);
        } else {
            Arrays.fill(content, OBJECT_AT, OBJECT_AT + UNTYPED_BYTES, (byte) 0);
        }
        return content;
    }

    private void fill(ByteBuffer into, int at, int typeId, Made whole, String path, int nesting) {
        BtfType type = btf.resolve(typeId);
        if (nesting > 16 || at + btf.sizeOf(typeId) > into.capacity()) {
            return;
        }
        if (type instanceof BtfType.Composite composite) {
            fillMembers(into, at, composite, whole, path, nesting);
        } else if (type instanceof BtfType.Array array) {
            int size = Math.toIntExact(btf.sizeOf(array.elementType()));
            for (int i = 0; i < Math.min(array.count(), MOST_ELEMENTS); i++) {
                fill(into, at + i * size, array.elementType(), whole, path + "[" + i + "]", nesting + 1);
            }
        } else if (type instanceof BtfType.Ptr pointer && at + 8 <= into.capacity()) {
            into.putLong(at, pointerTo(pointer.type(), whole.origin() + "->" + path, whole.depth() + 1));
        } else if (type instanceof BtfType.Int || type instanceof BtfType.Enum) {
            for (int i = 0; i < btf.sizeOf(typeId); i++) {
                into.put(at + i, number(whole, at, i, (int) btf.sizeOf(typeId)));
            }
        }
    }

    private void fillMembers(
            ByteBuffer into, int at, BtfType.Composite composite, Made whole, String path, int nesting) {
        if (composite.name().equals("list_head") && whole.address() != 0) {
            // An empty list.
            long self = whole.address() + at - OBJECT_AT;
            into.putLong(at, self).putLong(at + 8, self);
            return;
        } else if (LOCKS.contains(composite.name())) {
            return;
        }
        for (BtfType.Member member : composite.members()) {
            if (member.bitfieldBits() == 0) {
                String inside =
                        member.name().isEmpty() ? path : path.isEmpty() ? member.name() : path + "." + member.name();
                fill(into, at + (member.bitOffset() / 8), member.type(), whole, inside, nesting + 1);
            }
            if (composite.kind() == BtfKind.UNION) {
                return;
            }
        }
    }

    private byte number(Made whole, int at, int index, int size) {
        boolean lowest = index == (arch.byteOrder() == java.nio.ByteOrder.LITTLE_ENDIAN ? 0 : size - 1);
        byte noise = Noise.at(variant.seed, whole.address() + 8L * at + index);
        return switch (variant) {
            case ZEROS, SHALLOW -> 0;
            case FLAGS -> (byte) 0xff;
            case ONES -> (byte) (lowest ? 1 : 0);
            case SMALL -> (byte) (lowest ? noise & 7 : 0);
            case NOISE, OTHER_NOISE, THIRD_NOISE, FOURTH_NOISE -> noise;
        };
    }
}
