// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.trace;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The types of an object or a kernel, as C calls them. */
public record CTypes(Btf btf) {
    private static final int DEEPEST = 32;
    private static final Map<String, BtfKind> TAGS =
            Map.of("struct", BtfKind.STRUCT, "union", BtfKind.UNION, "enum", BtfKind.ENUM);

    /** A type in words: {@code struct file *}, {@code char [16]}. */
    public String words(int id) {
        BtfType type = btf.type(id);
        if (type instanceof BtfType.Composite composite) {
            return (composite.union() ? "union " : "struct ") + named(type);
        } else if (type instanceof BtfType.Enum) {
            return "enum " + named(type);
        } else if (type instanceof BtfType.Fwd forward) {
            return (forward.union() ? "union " : "struct ") + named(type);
        } else if (type instanceof BtfType.Ptr pointer) {
            String target = words(pointer.type());
            return target + (target.endsWith("*") ? "*" : " *");
        } else if (type instanceof BtfType.Array array) {
            return words(array.elementType()) + " [" + array.count() + "]";
        } else if (type instanceof BtfType.Alias alias && alias.kind() != BtfKind.TYPEDEF) {
            String of = words(alias.type());
            boolean constant = alias.kind() == BtfKind.CONST && !(btf.type(alias.type()) instanceof BtfType.Ptr);
            return constant ? "const " + of : of;
        } else if (type instanceof BtfType.FuncProto) {
            return "function";
        }
        return type.name().isEmpty() ? type.kind().name().toLowerCase(Locale.ROOT) : type.name();
    }

    private static String named(BtfType type) {
        return type.name().isEmpty() ? "{…}" : type.name();
    }

    /** The type of a name as in C, without stars: {@code struct file}, {@code u64}. */
    public Optional<Integer> find(String name) {
        String plain = name.strip().replaceAll("\\s+", " ");
        if (plain.startsWith("const ")) {
            return find(plain.substring(6));
        }
        if (plain.equals("void")) {
            return Optional.of(0);
        }
        int blank = plain.indexOf(' ');
        BtfKind tag = blank < 0 ? null : TAGS.get(plain.substring(0, blank));
        if (tag != null) {
            return first(tag, plain.substring(blank + 1).strip());
        }
        return first(BtfKind.TYPEDEF, plain).or(() -> first(BtfKind.INT, plain));
    }

    private Optional<Integer> first(BtfKind kind, String name) {
        List<Integer> found = btf.findAll(kind, name);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }

    /** The way from a value of that type to what lies at an offset in bytes: {@code .comm[3]}; empty where it has no parts. */
    public String path(int id, long offset) {
        return path(id, offset, 0);
    }

    private String path(int id, long offset, int depth) {
        BtfType type = btf.resolve(id);
        if (depth > DEEPEST) {
            return "";
        }
        if (type instanceof BtfType.Array array) {
            long element = btf.sizeOf(array.elementType());
            return element == 0 || isCharacter(array.elementType()) && offset == 0
                    ? ""
                    : "[" + offset / element + "]" + path(array.elementType(), offset % element, depth + 1);
        } else if (type instanceof BtfType.Composite composite) {
            for (BtfType.Member member : composite.members()) {
                long start = Integer.toUnsignedLong(member.bitOffset()) / 8;
                if (offset >= start && offset < start + Math.max(1, size(member.type()))) {
                    String inside = path(member.type(), offset - start, depth + 1);
                    return member.name().isEmpty() ? inside : "." + member.name() + inside;
                }
            }
        }
        return offset == 0 ? "" : "+" + offset;
    }

    /** Compilers do not mark {@code char}; its name tells. */
    boolean isCharacter(int id) {
        return btf.resolve(id) instanceof BtfType.Int number
                && (number.isChar() || number.name().equals("char"));
    }

    /** Bytes of a value; 0 for {@code void}, a flexible array and what is known by name only. */
    public long size(int id) {
        BtfType type = btf.resolve(id);
        boolean sized = !(type instanceof BtfType.Void
                || type instanceof BtfType.Fwd
                || type instanceof BtfType.FuncProto
                || type instanceof BtfType.Array array && array.count() == 0);
        return sized ? btf.sizeOf(id) : 0;
    }
}
