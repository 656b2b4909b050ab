// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.ctype;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The types so far: those that C has by itself, those that were declared, and those of the kernel that they name. What a
 * pointer leads to is not kept: contents show it as an address.
 */
final class TypePool {
    private static final int POINTER_BYTES = 8;

    /** What every header of a tracing program may use without saying where it is from; kernels have the others. */
    private static final Map<String, String> FIXED = Map.ofEntries(
            Map.entry("u8", "unsigned char"),
            Map.entry("u16", "unsigned short"),
            Map.entry("u32", "unsigned int"),
            Map.entry("u64", "unsigned long long"),
            Map.entry("s8", "signed char"),
            Map.entry("s16", "short"),
            Map.entry("s32", "int"),
            Map.entry("s64", "long long"),
            Map.entry("__u8", "unsigned char"),
            Map.entry("__u16", "unsigned short"),
            Map.entry("__u32", "unsigned int"),
            Map.entry("__u64", "unsigned long long"),
            Map.entry("__s8", "signed char"),
            Map.entry("__s16", "short"),
            Map.entry("__s32", "int"),
            Map.entry("__s64", "long long"),
            Map.entry("uint8_t", "unsigned char"),
            Map.entry("uint16_t", "unsigned short"),
            Map.entry("uint32_t", "unsigned int"),
            Map.entry("uint64_t", "unsigned long long"),
            Map.entry("int8_t", "signed char"),
            Map.entry("int16_t", "short"),
            Map.entry("int32_t", "int"),
            Map.entry("int64_t", "long long"),
            Map.entry("bool", "_Bool"));

    private final BtfEditor editor;
    private final @Nullable Btf kernel;
    private final Map<String, CType> base = new HashMap<>();
    private final Map<String, CType> tagged = new HashMap<>();
    private final Map<String, CType> typedefs = new HashMap<>();
    private final Map<Integer, CType> copied = new HashMap<>();
    private @Nullable CType pointer;

    TypePool(ByteOrder order, @Nullable Btf kernel) {
        this.editor = BtfEditor.empty(order);
        this.kernel = kernel;
    }

    Btf toBtf() {
        return editor.toBtf();
    }

    CType nothing() {
        return new CType(0, -1, 1);
    }

    CType pointer() {
        if (pointer == null) {
            pointer = new CType(editor.add(new BtfType.Ptr(0)), POINTER_BYTES, POINTER_BYTES);
        }
        return pointer;
    }

    /** A type that the language has by itself, by the name that compilers write. */
    CType integer(String name, int size, boolean signed) {
        return base.computeIfAbsent(
                name,
                each -> new CType(
                        editor.add(new BtfType.Int(each, size, signed, false, each.equals("_Bool"), 0, 8 * size)),
                        size,
                        size));
    }

    CType floating(String name, int size) {
        return base.computeIfAbsent(name, each -> new CType(editor.add(new BtfType.Float(each, size)), size, size));
    }

    CType array(CType element, long count) {
        CType index = integer("__ARRAY_SIZE_TYPE__", 4, false);
        return new CType(
                editor.add(new BtfType.Array(element.id(), index.id(), count)),
                element.size() * count,
                element.alignment());
    }

    /** Adds a struct or union and gives its tag to it, if it has one. */
    CType composite(BtfType.Composite type, int alignment) {
        CType made = new CType(editor.add(type), type.size(), alignment);
        if (!type.name().isEmpty()) {
            tagged.put((type.union() ? "union " : "struct ") + type.name(), made);
        }
        return made;
    }

    CType enumeration(BtfType.Enum type) {
        CType made = new CType(editor.add(type), type.size(), type.size());
        if (!type.name().isEmpty()) {
            tagged.put("enum " + type.name(), made);
        }
        return made;
    }

    void typedef(String name, CType type) {
        int id = editor.add(new BtfType.Alias(BtfKind.TYPEDEF, name, type.id()));
        typedefs.put(name, new CType(id, type.size(), type.alignment()));
    }

    /** {@code struct NAME}, {@code union NAME} or {@code enum NAME}: of these declarations, else the kernel's. */
    Optional<CType> tag(String keyword, String name) {
        CType own = tagged.get(keyword + " " + name);
        if (own != null || kernel == null) {
            return Optional.ofNullable(own);
        }
        Optional<Integer> found = switch (keyword) {
            case "struct" -> kernel.find(BtfKind.STRUCT, name);
            case "union" -> kernel.find(BtfKind.UNION, name);
            default -> kernel.find(BtfKind.ENUM, name).or(() -> kernel.find(BtfKind.ENUM64, name));
        };
        return found.flatMap(this::copy);
    }

    /** A type by a single word: a typedef of these declarations, a well-known one, else the kernel's. */
    Optional<CType> named(String name) {
        CType own = typedefs.get(name);
        if (own != null) {
            return Optional.of(own);
        }
        String fixed = FIXED.get(name);
        if (fixed != null) {
            CType same = BaseTypes.of(fixed, this);
            typedef(name, same);
            return Optional.ofNullable(typedefs.get(name));
        }
        return kernel == null
                ? Optional.empty()
                : kernel.find(BtfKind.TYPEDEF, name).flatMap(this::copy);
    }

    /** Names that come near are sought among these. */
    List<String> names() {
        List<String> names = new ArrayList<>(typedefs.keySet());
        names.addAll(FIXED.keySet());
        tagged.keySet().forEach(tag -> names.add(tag.substring(tag.indexOf(' ') + 1)));
        return names;
    }

    /** The kernel's type with all that is in it; empty if some of it has no size. */
    private Optional<CType> copy(int id) {
        CType known = copied.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<CType> made = copyAnew(java.util.Objects.requireNonNull(kernel), id);
        made.ifPresent(type -> copied.put(id, type));
        return made;
    }

    private Optional<CType> copyAnew(Btf from, int id) {
        BtfType type = from.type(id);
        if (type instanceof BtfType.Int integer) {
            return Optional.of(new CType(editor.add(integer), integer.size(), integer.size()));
        } else if (type instanceof BtfType.Float real) {
            return Optional.of(new CType(editor.add(real), real.size(), real.size()));
        } else if (type instanceof BtfType.Enum values) {
            return Optional.of(new CType(editor.add(values), values.size(), values.size()));
        } else if (type instanceof BtfType.Ptr) {
            return Optional.of(pointer());
        } else if (type instanceof BtfType.Array array) {
            return copy(array.elementType()).map(element -> array(element, array.count()));
        } else if (type instanceof BtfType.Alias alias) {
            Optional<CType> target = copy(alias.type());
            return alias.kind() == BtfKind.TYPEDEF
                    ? target.map(same -> new CType(
                            editor.add(new BtfType.Alias(BtfKind.TYPEDEF, alias.name(), same.id())),
                            same.size(),
                            same.alignment()))
                    : target;
        }
        return type instanceof BtfType.Composite composite ? copyComposite(composite) : Optional.empty();
    }

    private Optional<CType> copyComposite(BtfType.Composite composite) {
        List<BtfType.Member> members = new ArrayList<>();
        int alignment = 1;
        for (BtfType.Member member : composite.members()) {
            Optional<CType> type = copy(member.type());
            if (type.isEmpty()) {
                return Optional.empty();
            }
            members.add(new BtfType.Member(member.name(), type.get().id(), member.bitOffset(), member.bitfieldBits()));
            alignment = Math.max(alignment, type.get().alignment());
        }
        // A packed struct is not told of in BTF, but its size gives it away.
        int kept = composite.size() % alignment == 0 ? alignment : 1;
        return Optional.of(new CType(
                editor.add(new BtfType.Composite(composite.name(), composite.union(), composite.size(), members)),
                composite.size(),
                kept));
    }
}
