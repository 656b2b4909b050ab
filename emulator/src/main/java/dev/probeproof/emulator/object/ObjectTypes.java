// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The types of one kernel: by name, in words, and where their pointers are. What was asked once is known from then on, so
 * kernels that share one need not decode the same structs again. For any number of threads.
 */
public final class ObjectTypes {
    private static final Map<String, BtfKind> TAGS =
            Map.of("struct", BtfKind.STRUCT, "union", BtfKind.UNION, "enum", BtfKind.ENUM);
    private static final List<BtfKind> ORDINARY = List.of(BtfKind.TYPEDEF, BtfKind.INT);

    /** Pointers of one object that get an address of their own; those after them are the last one's. */
    private static final int MOST_POINTERS = 4096;

    private static final int DEEPEST = 32;

    private final TargetKernel kernel;
    private final Map<Integer, int[]> pointersByType = new ConcurrentHashMap<>();
    private final Map<Integer, BtfType> composites = new ConcurrentHashMap<>();
    private final Map<MemberName, Optional<MemberLookup.Found>> members = new ConcurrentHashMap<>();
    private final Map<String, Integer> idsByName = new ConcurrentHashMap<>();
    private volatile @Nullable Map<String, Long> enumerators;

    private record MemberName(int composite, String name) {}

    public ObjectTypes(TargetKernel kernel) {
        this.kernel = kernel;
    }

    /** The type behind typedefs and modifiers. */
    BtfType resolve(int id) {
        return type(btf().strip(id));
    }

    /** Only structs are worth keeping: a task's has two hundred members with a name each. */
    private BtfType type(int id) {
        BtfKind kind = btf().kind(id);
        return kind == BtfKind.STRUCT || kind == BtfKind.UNION
                ? composites.computeIfAbsent(id, btf()::type)
                : btf().type(id);
    }

    /** A member as {@link MemberLookup#find} finds it. */
    Optional<MemberLookup.Found> member(int composite, String name) {
        return members.computeIfAbsent(
                new MemberName(composite, name), each -> MemberLookup.find(btf(), each.composite(), each.name()));
    }

    Btf btf() {
        return kernel.btf();
    }

    String kernelName() {
        return kernel.name();
    }

    /** A pointer to a type, if this kernel has any; all pointers are alike where memory is made for them. */
    private int pointer(String name) {
        for (int id = btf().firstId(); id < btf().endId(); id++) {
            if (btf().type(id) instanceof BtfType.Ptr pointer
                    && words(pointer.type()).equals(name)) {
                return id;
            }
        }
        throw new KernelObjectException("no type '" + name + " *' in kernel " + kernelName());
    }

    /** The id of a type that is named as in C, with {@code struct}, {@code union} or {@code enum} in front where C wants that. */
    int find(String name) {
        return idsByName.computeIfAbsent(name.strip(), this::search);
    }

    private int search(String words) {
        if (words.endsWith("*")) {
            return pointer(words.substring(0, words.length() - 1).strip());
        }
        int blank = words.indexOf(' ');
        BtfKind tag = blank < 0 ? null : TAGS.get(words.substring(0, blank));
        String plain = tag == null ? words : words.substring(blank + 1).strip();
        for (BtfKind kind : tag == null ? ORDINARY : List.of(tag)) {
            List<Integer> found = btf().findAll(kind, plain);
            if (!found.isEmpty()) {
                return found.get(0);
            }
        }
        throw new KernelObjectException("no type '" + words + "' in kernel " + kernelName() + hint(tag, plain));
    }

    private String hint(@Nullable BtfKind tag, String plain) {
        if (tag == null && !btf().findAll(BtfKind.STRUCT, plain).isEmpty()) {
            return "; did you mean 'struct " + plain + "'?";
        }
        List<String> names = new ArrayList<>();
        (tag == null ? ORDINARY : List.of(tag)).forEach(kind -> names.addAll(btf().names(kind)));
        return Nearest.suffix(Nearest.of(plain, names));
    }

    /** A type in words: {@code struct file}, {@code char [16]}. */
    String words(int id) {
        BtfType type = type(id);
        if (type instanceof BtfType.Composite || type instanceof BtfType.Enum || type instanceof BtfType.Fwd) {
            String tag = type instanceof BtfType.Composite composite
                    ? composite.union() ? "union" : "struct"
                    : type instanceof BtfType.Enum ? "enum" : "struct";
            return tag + " " + (type.name().isEmpty() ? "{…}" : type.name());
        } else if (type instanceof BtfType.Ptr pointer) {
            return (pointer.type() == 0 ? "void" : words(pointer.type())) + " *";
        } else if (type instanceof BtfType.Array array) {
            return words(array.elementType()) + " [" + array.count() + "]";
        } else if (type instanceof BtfType.Alias alias && alias.kind() != BtfKind.TYPEDEF) {
            return alias.type() == 0 ? "void" : words(alias.type());
        } else if (type instanceof BtfType.FuncProto) {
            return "function";
        }
        return type.name().isEmpty() ? type.kind().name().toLowerCase(Locale.ROOT) : type.name();
    }

    /** An enumerator by its name, in whichever enum it is: many members hold one without saying so in their type. */
    OptionalLong enumerator(String name) {
        Map<String, Long> known = enumerators;
        if (known == null) {
            Map<String, Long> all = new HashMap<>();
            for (int id = btf().firstId(); id < btf().endId(); id++) {
                if (btf().kind(id).asEnum() == BtfKind.ENUM && btf().type(id) instanceof BtfType.Enum type) {
                    type.values().forEach(value -> all.putIfAbsent(value.name(), value.value()));
                }
            }
            known = all;
            enumerators = all;
        }
        Long value = known.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** Byte offsets of the pointers in a value of that type, ascending, each once. */
    int[] pointers(int id) {
        return pointersByType.computeIfAbsent(id, type -> {
            List<Integer> found = new ArrayList<>();
            collect(type, 0, 0, found);
            return found.stream()
                    .mapToInt(Integer::intValue)
                    .sorted()
                    .distinct()
                    .toArray();
        });
    }

    private void collect(int id, long offset, int depth, List<Integer> found) {
        if (depth > DEEPEST || found.size() >= MOST_POINTERS) {
            return;
        }
        BtfType type = resolve(id);
        if (type instanceof BtfType.Ptr) {
            found.add(Math.toIntExact(offset));
        } else if (type instanceof BtfType.Array array && array.count() > 0) {
            int before = found.size();
            collect(array.elementType(), offset, depth + 1, found);
            if (found.size() > before) {
                long element = btf().sizeOf(array.elementType());
                for (long i = 1; i < array.count() && found.size() < MOST_POINTERS; i++) {
                    collect(array.elementType(), offset + i * element, depth + 1, found);
                }
            }
        } else if (type instanceof BtfType.Composite composite) {
            for (BtfType.Member member : composite.members()) {
                if (member.bitfieldBits() == 0) {
                    collect(member.type(), offset + Integer.toUnsignedLong(member.bitOffset()) / 8, depth + 1, found);
                }
            }
        }
    }

    /** The path from a value of that type to what lies at an offset of it: the first that C could write. */
    String path(int id, long offset) {
        return path(id, offset, 0);
    }

    private String path(int id, long offset, int depth) {
        BtfType type = resolve(id);
        if (depth <= DEEPEST && type instanceof BtfType.Array array && array.count() > 0) {
            long element = btf().sizeOf(array.elementType());
            return element == 0
                    ? ""
                    : "[" + offset / element + "]" + path(array.elementType(), offset % element, depth + 1);
        } else if (depth <= DEEPEST && type instanceof BtfType.Composite composite) {
            for (BtfType.Member member : composite.members()) {
                long start = Integer.toUnsignedLong(member.bitOffset()) / 8;
                if (member.bitfieldBits() == 0 && offset >= start && offset < start + btf().sizeOf(member.type())) {
                    String inside = path(member.type(), offset - start, depth + 1);
                    boolean unnamed = member.name().isEmpty();
                    return unnamed
                            ? inside
                            : member.name() + (inside.isEmpty() || inside.startsWith("[") ? inside : "." + inside);
                }
            }
        }
        return "";
    }
}
