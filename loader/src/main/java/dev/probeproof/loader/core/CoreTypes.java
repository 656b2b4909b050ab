// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.EssentialName;
import dev.probeproof.loader.uapi.Errno;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The types of one side, the object's or a kernel's: with the size of a pointer there, each decoded once, members and
 * enumerators found by name without a search. Confined to one thread.
 */
final class CoreTypes {
    private static final int MAX_DEPTH = 32;
    private static final long MAX_BYTES = 0xffff_ffffL;
    private static final int BPF_POINTER_BYTES = 8;

    /** How compilers spell it; BTF says nothing about pointers, but they are as wide as this. */
    private static final List<String> NAMES_OF_LONG = List.of(
            "long",
            "long int",
            "int long",
            "unsigned long",
            "long unsigned",
            "unsigned long int",
            "unsigned int long",
            "long unsigned int",
            "long int unsigned",
            "int unsigned long",
            "int long unsigned");

    private final Btf btf;
    private final int pointerBytes;
    private final String owner;
    private final Map<Integer, BtfType> decoded = new HashMap<>();
    private final Map<Integer, MemberNames> memberNames = new HashMap<>();
    private final Map<Integer, Map<String, Integer>> enumeratorNames = new HashMap<>();

    /** Where a struct or union has what: the first member of each name, and those without one in order. */
    record MemberNames(Map<String, Integer> named, List<Integer> unnamed) {}

    private CoreTypes(Btf btf, int pointerBytes, String owner) {
        this.btf = btf;
        this.pointerBytes = pointerBytes;
        this.owner = owner;
    }

    static CoreTypes ofObject(Btf btf) {
        return new CoreTypes(btf, BPF_POINTER_BYTES, "");
    }

    static CoreTypes ofKernel(Btf btf) {
        return new CoreTypes(btf, pointerBytes(btf), "");
    }

    /** Types of a module, whose pointers are its kernel's. */
    CoreTypes ofModule(String module, Btf split) {
        return new CoreTypes(split, pointerBytes, " of module " + module);
    }

    private static int pointerBytes(Btf btf) {
        return NAMES_OF_LONG.stream()
                .flatMap(name -> btf.findAll(BtfKind.INT, name).stream())
                .sorted(Comparator.naturalOrder())
                .map(id -> ((BtfType.Int) btf.type(id)).size())
                .filter(size -> size == 4 || size == 8)
                .findFirst()
                .orElse(BPF_POINTER_BYTES);
    }

    Btf btf() {
        return btf;
    }

    /** The end of a text that names one of these types: empty, or the module. */
    String owner() {
        return owner;
    }

    BtfType type(int id) {
        BtfType known = decoded.get(id);
        if (known == null) {
            known = btf.type(id);
            decoded.put(id, known);
        }
        return known;
    }

    /** The id behind typedefs and modifiers. */
    int strip(int id) {
        return btf.strip(id);
    }

    /** The type behind typedefs and modifiers. */
    BtfType resolve(int id) {
        return type(strip(id));
    }

    BtfType.Composite composite(int id) {
        return (BtfType.Composite) type(id);
    }

    /** The essential name of a type. */
    String essentialName(int id) {
        return id == 0 ? "" : EssentialName.of(btf.name(id));
    }

    /** What a struct or union has by name. */
    MemberNames memberNames(int composite) {
        return memberNames.computeIfAbsent(composite, id -> {
            Map<String, Integer> named = new HashMap<>();
            List<Integer> unnamed = new ArrayList<>();
            List<BtfType.Member> members = composite(id).members();
            for (int i = 0; i < members.size(); i++) {
                if (members.get(i).name().isEmpty()) {
                    unnamed.add(i);
                } else {
                    named.putIfAbsent(members.get(i).name(), i);
                }
            }
            return new MemberNames(named, unnamed);
        });
    }

    /** The first enumerator of that essential name, or null. */
    @Nullable
    Integer enumerator(int enumId, String essentialName) {
        return enumeratorNames
                .computeIfAbsent(enumId, id -> {
                    Map<String, Integer> names = new HashMap<>();
                    List<BtfType.Enumerator> values = ((BtfType.Enum) type(id)).values();
                    for (int i = 0; i < values.size(); i++) {
                        names.putIfAbsent(EssentialName.of(values.get(i).name()), i);
                    }
                    return names;
                })
                .get(essentialName);
    }

    /**
     * Size of a value in bytes.
     *
     * @throws CoreException if the type has none, or one of 4 GiB or more
     */
    long sizeOf(int id) {
        long count = 1;
        int at = id;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            BtfType type = type(at);
            if (type instanceof BtfType.Array array) {
                count = multiply(count, array.count(), id);
                at = array.elementType();
            } else if (type instanceof BtfType.Alias alias) {
                at = alias.type();
            } else if (type instanceof BtfType.Var variable) {
                at = variable.type();
            } else if (type instanceof BtfType.DeclTag tag) {
                at = tag.type();
            } else {
                return multiply(count, ownSize(type, id), id);
            }
        }
        throw new CoreException("type " + id + " nests deeper than " + MAX_DEPTH);
    }

    private long ownSize(BtfType type, int id) {
        return switch (type.kind()) {
            case INT -> ((BtfType.Int) type).size();
            case PTR -> pointerBytes;
            case STRUCT, UNION -> ((BtfType.Composite) type).size();
            case ENUM, ENUM64 -> ((BtfType.Enum) type).size();
            case DATASEC -> ((BtfType.DataSec) type).size();
            case FLOAT -> ((BtfType.Float) type).size();
            default -> throw new CoreException(CoreNames.of(this, id) + " has no size");
        };
    }

    private long multiply(long count, long size, int id) {
        long product = count * size;
        if (product > MAX_BYTES) {
            throw new CoreException(CoreNames.of(this, id) + " has 4 GiB or more: " + Errno.E2BIG);
        }
        return product;
    }

    /** The innermost element of arrays of arrays, behind typedefs and modifiers; of other types the type itself. */
    int innermostElement(int id) {
        int at = strip(id);
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            if (!(type(at) instanceof BtfType.Array array)) {
                return at;
            }
            at = strip(array.elementType());
        }
        throw new CoreException("type " + id + " nests deeper than " + MAX_DEPTH);
    }

    /**
     * True for an array without a size at the end of a struct, of which any element may be asked for.
     *
     * @param holder the member that the array is, or null if it is no member
     */
    boolean isFlexible(BtfType.Array array, CoreSpec.@Nullable Accessor holder) {
        return array.count() == 0
                && holder != null
                && holder.name() != null
                && holder.index() == composite(holder.type()).members().size() - 1;
    }
}
