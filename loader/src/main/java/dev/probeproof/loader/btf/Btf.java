// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The types of a kernel or of an object file, as {@code .BTF} holds them. Immutable and safe to share.
 *
 * <p>A kernel has some 130,000 types; records are decoded when asked for, and names are indexed on the first look-up.
 *
 * <pre>{@code
 * Btf kernel = BtfReader.read(bytes);
 * int file = kernel.find(BtfKind.STRUCT, "file").orElseThrow();
 * BtfType.Composite type = (BtfType.Composite) kernel.type(file);
 * }</pre>
 */
public final class Btf {
    /** How many typedefs, modifiers and arrays may stand between a name and its meaning before the file is refused. */
    static final int MAX_DEPTH = 32;

    private static final BtfType.Void VOID = new BtfType.Void();

    private final @Nullable Btf base;
    private final Bytes raw;
    private final Bytes types;
    private final Bytes strings;
    private final BtfLayout layout;
    private final IntBuffer offsets;
    private final int firstId;
    private final int baseStringBytes;
    private volatile @Nullable NameIndex nameIndex;
    private final Map<BtfKind, List<String>> namesByKind = new ConcurrentHashMap<>();
    private volatile @Nullable BtfCompleteness completeness;

    Btf(@Nullable Btf base, Bytes raw, Bytes types, Bytes strings, BtfLayout layout, IntBuffer offsets) {
        this.base = base;
        this.raw = raw;
        this.types = types;
        this.strings = strings;
        this.layout = layout;
        this.offsets = offsets;
        this.firstId = base == null ? 1 : base.endId();
        this.baseStringBytes = base == null ? 0 : base.stringEnd();
    }

    /** The whole blob, header included. */
    public Bytes raw() {
        return raw;
    }

    public ByteOrder order() {
        return raw.order();
    }

    /** One more than the highest type id. */
    public int endId() {
        return firstId + offsets.capacity();
    }

    /** The lowest id of this BTF's own types: 1, or the end of its base. */
    public int firstId() {
        return firstId;
    }

    /** Where the name of an own type lies in the string table, without decoding it; 0 if it has none. */
    int nameOffset(int id) {
        return types.s32(offsets.get(id - firstId));
    }

    /** The first offset of the string table that is not the base's. */
    int ownStringsFrom() {
        return baseStringBytes;
    }

    /** One more than the highest offset of the string table. */
    int stringEnd() {
        return baseStringBytes + strings.size();
    }

    /** This BTF, or the base that a type is from. */
    Btf holder(int id) {
        return base != null && id < firstId ? base.holder(id) : this;
    }

    /** Where the record of an own type lies in {@link #typeSection()}. */
    int recordOffset(int id) {
        return offsets.get(id - firstId);
    }

    /** Bytes that the record of an own type takes. */
    int recordBytes(int id) {
        int next = id + 1 == endId() ? types.size() : offsets.get(id + 1 - firstId);
        return next - offsets.get(id - firstId);
    }

    /** What the file says of kinds that may be newer than we are. */
    BtfLayout layout() {
        return layout;
    }

    /** The type section, without what a base holds. */
    Bytes typeSection() {
        return types;
    }

    /** The string section, without what a base holds. */
    Bytes stringSection() {
        return strings;
    }

    @Nullable
    Btf base() {
        return base;
    }

    /**
     * The type of that id.
     *
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if there is none, or the record is damaged
     */
    public BtfType type(int id) {
        if (id == 0) {
            return VOID;
        }
        if (base != null && id < firstId) {
            return base.type(id);
        }
        if (id < 0 || id >= endId()) {
            throw types.corrupt(
                    -1, "there is no type " + Integer.toUnsignedString(id) + "; ids end at " + (endId() - 1));
        }
        return BtfDecoder.decode(this, types, offsets.get(id - firstId));
    }

    /** The kind of a type, without decoding the rest of it. */
    public BtfKind kind(int id) {
        if (id == 0) {
            return BtfKind.VOID;
        }
        if (base != null && id < firstId) {
            return base.kind(id);
        }
        if (id < 0 || id >= endId()) {
            return type(id).kind();
        }
        return BtfDecoder.kind(types, offsets.get(id - firstId));
    }

    /** The name of a type, or the empty string, without decoding the rest of it. */
    public String name(int id) {
        if (id == 0) {
            return "void";
        }
        if (base != null && id < firstId) {
            return base.name(id);
        }
        if (id < 0 || id >= endId()) {
            return type(id).name();
        }
        return string(types.u32(offsets.get(id - firstId)));
    }

    /** The text at an offset of the string table; a split BTF's own table follows its base's. */
    public String string(long offset) {
        if (offset == 0 && strings.size() > 0 && base == null) {
            return "";
        }
        if (base != null && offset < baseStringBytes) {
            return base.string(offset);
        }
        return strings.cString(offset - baseStringBytes);
    }

    /** Bytes of the text at an offset of the string table, without making it. */
    int stringSize(long offset) {
        if (base != null && offset < baseStringBytes) {
            return base.stringSize(offset);
        }
        return strings.cStringSize(offset - baseStringBytes);
    }

    /**
     * The first type of that kind and name.
     *
     * @throws MinimizedBtfException if there is none, and these types were cut down so that this is no answer
     */
    public Optional<Integer> find(BtfKind kind, String name) {
        List<Integer> all = findAll(kind, name);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(0));
    }

    /**
     * Every type of that kind and name, by id; base types first.
     *
     * @throws MinimizedBtfException if there is none, and these types were cut down so that this is no answer
     */
    public List<Integer> findAll(BtfKind kind, String name) {
        List<Integer> found = new ArrayList<>();
        collect(kind, name, found);
        if (found.isEmpty()) {
            requireAbsence(kind, name);
        }
        return found;
    }

    private void collect(BtfKind kind, String name, List<Integer> found) {
        if (base != null) {
            base.collect(kind, name, found);
        }
        NameIndex index = index();
        for (int id = index.first(name); id != NameIndex.NONE; id = index.next(id)) {
            if (kind(id) == kind && name(id).equals(name)) {
                found.add(id);
            }
        }
    }

    /** What a module lacks, its kernel may have had. */
    private void requireAbsence(BtfKind kind, String name) {
        if (base != null) {
            base.requireAbsence(kind, name);
        }
        completeness().requireAbsence(kind, name);
    }

    /**
     * Every type that a local type of that kind and name may stand for: of the same kind, enums of either width taken
     * as one, and with the same {@link EssentialName}. By id; base types first.
     *
     * @throws MinimizedBtfException if there is none, and these types were cut down so that this is no answer
     */
    public List<Integer> findEssential(BtfKind kind, String name) {
        List<Integer> found = new ArrayList<>();
        collectEssential(kind, EssentialName.of(name), found);
        if (found.isEmpty()) {
            requireAbsence(kind, name);
        }
        return found;
    }

    /** True if {@link #findEssential} would find something. */
    boolean hasEssential(BtfKind kind, String name) {
        List<Integer> found = new ArrayList<>();
        collectEssential(kind, EssentialName.of(name), found);
        return !found.isEmpty();
    }

    private void collectEssential(BtfKind kind, String essential, List<Integer> found) {
        if (base != null) {
            base.collectEssential(kind, essential, found);
        }
        NameIndex index = index();
        for (int id = index.first(essential); id != NameIndex.NONE; id = index.next(id)) {
            if (kind(id).asEnum() == kind.asEnum() && EssentialName.of(name(id)).equals(essential)) {
                found.add(id);
            }
        }
    }

    /** Every type of that very name, of whatever kind, by id; base types first. */
    List<Integer> named(String name) {
        List<Integer> found = base == null ? new ArrayList<>() : new ArrayList<>(base.named(name));
        NameIndex index = index();
        for (int id = index.first(name); id != NameIndex.NONE; id = index.next(id)) {
            if (name(id).equals(name)) {
                found.add(id);
            }
        }
        return found;
    }

    /**
     * This BTF's own types, of whatever kind, whose name without flavour ({@link EssentialName}) is that one; ascending.
     * What a base holds is left out.
     */
    public List<Integer> findOwnFlavours(String essentialName) {
        List<Integer> found = new ArrayList<>();
        NameIndex index = index();
        for (int id = index.first(essentialName); id != NameIndex.NONE; id = index.next(id)) {
            if (EssentialName.of(name(id)).equals(essentialName)) {
                found.add(id);
            }
        }
        return found;
    }

    /** Every name that types of that kind carry, in id order, without repetition. */
    public List<String> names(BtfKind kind) {
        return namesByKind.computeIfAbsent(kind, this::collectNames);
    }

    private List<String> collectNames(BtfKind kind) {
        LinkedHashSet<String> names = new LinkedHashSet<>();
        for (int id = 1; id < endId(); id++) {
            if (kind(id) == kind) {
                names.add(name(id));
            }
        }
        names.remove("");
        return List.copyOf(names);
    }

    /**
     * The id behind typedefs and modifiers.
     *
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if they form a chain longer than 32
     */
    public int strip(int id) {
        int at = id;
        for (int depth = 0; depth <= MAX_DEPTH; depth++) {
            BtfKind kind = kind(at);
            if (kind != BtfKind.TYPEDEF && !kind.isModifier()) {
                return at;
            }
            at = holder(at).typeOfAlias(at);
        }
        throw types.corrupt(-1, "type " + id + " is a typedef or modifier chain longer than " + MAX_DEPTH);
    }

    /** Whether an integer has as many bits as its bytes have, from the first on, without decoding its name. */
    boolean isWholeInt(int id) {
        Btf holder = holder(id);
        int at = holder.recordOffset(id);
        return (holder.types.s32(at + BtfDecoder.HEADER_BYTES) & 0xff_00ff) == 8 * BtfDecoder.size(holder.types, at);
    }

    /** What an own typedef or modifier stands for, without decoding its name. */
    private int typeOfAlias(int id) {
        return types.s32(offsets.get(id - firstId) + 8L);
    }

    /** The type behind typedefs and modifiers. */
    public BtfType resolve(int id) {
        return type(strip(id));
    }

    /**
     * Size of a value of that type in bytes; pointers have 8.
     *
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if the type has no size or it overflows
     */
    public long sizeOf(int id) {
        long count = 1;
        int at = id;
        for (int depth = 0; depth <= MAX_DEPTH; depth++) {
            BtfKind kind = kind(at);
            if (kind == BtfKind.STRUCT || kind == BtfKind.UNION) {
                // A struct of the kernel's may have two hundred members, none of which need be decoded for this.
                return multiply(count, holder(at).sizeOfRecord(at), id);
            }
            BtfType type = type(at);
            if (type instanceof BtfType.Array array) {
                count = multiply(count, array.count(), id);
                at = array.elementType();
            } else if (type instanceof BtfType.Alias alias) {
                at = alias.type();
            } else if (type instanceof BtfType.Var variable) {
                at = variable.type();
            } else {
                return multiply(count, ownSize(type, id), id);
            }
        }
        throw types.corrupt(-1, "type " + id + " nests deeper than " + MAX_DEPTH);
    }

    private int sizeOfRecord(int id) {
        return BtfDecoder.size(types, offsets.get(id - firstId));
    }

    private long ownSize(BtfType type, int id) {
        if (type instanceof BtfType.Int value) {
            return value.size();
        } else if (type instanceof BtfType.Ptr) {
            return 8;
        } else if (type instanceof BtfType.Composite value) {
            return value.size();
        } else if (type instanceof BtfType.Enum value) {
            return value.size();
        } else if (type instanceof BtfType.DataSec value) {
            return value.size();
        } else if (type instanceof BtfType.Float value) {
            return value.size();
        }
        throw types.corrupt(-1, "type " + id + " (" + type.kind() + ") has no size");
    }

    private long multiply(long count, long size, int id) {
        long product = count * size;
        if (product > Integer.MAX_VALUE || count > Integer.MAX_VALUE || size > Integer.MAX_VALUE) {
            throw types.corrupt(-1, "type " + id + " is larger than 2 GiB");
        }
        return product;
    }

    /** Whether something was left out of these types, and what they can still be asked. */
    public BtfCompleteness completeness() {
        BtfCompleteness known = completeness;
        if (known == null) {
            known = BtfCompleteness.of(this);
            completeness = known;
        }
        return known;
    }

    /** Where each record starts, by id. */
    IntBuffer recordOffsets() {
        return offsets;
    }

    /** Saves making the index. */
    void adopt(NameIndex index) {
        nameIndex = index;
    }

    /** Made by whoever asks first; two threads that ask at once make the same. */
    NameIndex index() {
        NameIndex index = nameIndex;
        if (index == null) {
            index = new NameIndex(this);
            nameIndex = index;
        }
        return index;
    }
}
