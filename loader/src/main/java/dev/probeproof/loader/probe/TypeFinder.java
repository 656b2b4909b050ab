// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import dev.probeproof.loader.definition.PathStep;
import dev.probeproof.loader.definition.TypeName;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the types that expressions name. C's own and the kernel's short integers need no BTF. */
final class TypeFinder {
    private static final Map<String, BtfType.Int> INTEGERS = Map.ofEntries(
            number("char", 1, false),
            number("signed char", 1, true),
            number("unsigned char", 1, false),
            number("short", 2, true),
            number("unsigned short", 2, false),
            number("int", 4, true),
            number("unsigned int", 4, false),
            number("long", 8, true),
            number("unsigned long", 8, false),
            number("long long", 8, true),
            number("unsigned long long", 8, false),
            number("size_t", 8, false),
            number("ssize_t", 8, true),
            number("uintptr_t", 8, false),
            Map.entry("bool", new BtfType.Int("_Bool", 1, false, false, true, 0, 8)),
            Map.entry("_Bool", new BtfType.Int("_Bool", 1, false, false, true, 0, 8)));

    private final PathTypes types;
    private final Btf btf;
    private final PathFailures failures;

    TypeFinder(PathTypes types, PathFailures failures) {
        this.types = types;
        this.btf = types.btf();
        this.failures = failures;
    }

    private static Map.Entry<String, BtfType.Int> number(String name, int size, boolean signed) {
        return Map.entry(name, new BtfType.Int(name, size, signed, false, false, 0, 8 * size));
    }

    /** The integer that a name means on every kernel: {@code unsigned long}, {@code u32}, {@code __s8}, {@code uint16_t}. */
    static Optional<BtfType.Int> integer(String name) {
        BtfType.Int ofC = INTEGERS.get(name);
        if (ofC != null) {
            return Optional.of(ofC);
        }
        boolean kernels = name.matches("(__)?[us](8|16|32|64)");
        if (!kernels && !name.matches("u?int(8|16|32|64)_t")) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(name.replaceAll("^\\D+|_t$", ""));
        boolean signed = kernels ? name.replace("_", "").startsWith("s") : name.startsWith("i");
        return Optional.of(new BtfType.Int(name, bits / 8, signed, false, false, 0, bits));
    }

    /** The type of a cast. */
    int find(TypeName name) {
        int id = base(name);
        for (int i = 0; i < name.pointers(); i++) {
            id = types.pointerTo(id);
        }
        return id;
    }

    private int base(TypeName name) {
        return switch (name.kind()) {
            case STRUCT -> composite(name, BtfKind.STRUCT);
            case UNION -> composite(name, BtfKind.UNION);
            case ENUM -> enumeration(name.name(), name.column());
            case PLAIN -> plain(name);
        };
    }

    private int plain(TypeName name) {
        if (name.name().equals("void")) {
            return 0;
        }
        Optional<BtfType.Int> integer = integer(name.name());
        if (integer.isPresent()) {
            return types.add(integer.get());
        }
        List<Integer> found = btf.findAll(BtfKind.TYPEDEF, name.name());
        if (found.isEmpty()) {
            throw absent(name.name(), name.column(), "no type '" + name.name() + "'", BtfKind.TYPEDEF, tagHint(name));
        }
        return found.get(0);
    }

    private String tagHint(TypeName name) {
        for (BtfKind kind : List.of(BtfKind.STRUCT, BtfKind.UNION, BtfKind.ENUM, BtfKind.ENUM64)) {
            if (!btf.findAll(kind, name.name()).isEmpty()) {
                String keyword = kind == BtfKind.STRUCT ? "struct" : kind == BtfKind.UNION ? "union" : "enum";
                return "there is " + keyword + " " + name.name();
            }
        }
        return "";
    }

    private int composite(TypeName name, BtfKind kind) {
        List<Integer> found = btf.findAll(kind, name.name());
        if (found.isEmpty()) {
            boolean union = kind == BtfKind.UNION;
            for (int declared : btf.findAll(BtfKind.FWD, name.name())) {
                if (name.isPointer() && ((BtfType.Fwd) btf.type(declared)).union() == union) {
                    return declared;
                }
            }
            throw absent(name.name(), name.column(), "no " + (union ? "union " : "struct ") + name.name(), kind, "");
        }
        BtfType first = btf.type(found.get(0));
        if (found.stream().anyMatch(other -> !isLaidOutAlike(first, btf.type(other)))) {
            throw failures.of(
                    Reason.AMBIGUOUS,
                    name.name(),
                    name.column(),
                    "there are " + found.size() + " different types named '" + name.name() + "'");
        }
        return found.get(0);
    }

    /** Files of a kernel that declare the same struct see different types behind its pointers; the layout is what counts. */
    private static boolean isLaidOutAlike(BtfType one, BtfType other) {
        if (!(one instanceof BtfType.Composite a) || !(other instanceof BtfType.Composite b)) {
            return false;
        }
        return a.size() == b.size() && layout(a).equals(layout(b));
    }

    private static List<String> layout(BtfType.Composite composite) {
        return composite.members().stream()
                .map(member -> member.name() + "@" + member.bitOffset() + ":" + member.bitfieldBits())
                .toList();
    }

    /** An enum by its tag, or by the name of a typedef of one. */
    int enumeration(String name, int column) {
        for (int id : btf.findEssential(BtfKind.ENUM, name)) {
            if (btf.name(id).equals(name)) {
                return id;
            }
        }
        for (int id : btf.findAll(BtfKind.TYPEDEF, name)) {
            if (btf.resolve(id) instanceof BtfType.Enum) {
                return id;
            }
        }
        throw absent(name, column, "no enum '" + name + "'", BtfKind.ENUM, "");
    }

    private ProbeResolutionException absent(String name, int column, String problem, BtfKind kind, String hint) {
        List<String> names = new ArrayList<>(btf.names(kind));
        if (kind == BtfKind.ENUM) {
            names.addAll(btf.names(BtfKind.ENUM64));
        }
        return failures.absent(Reason.TYPE_ABSENT, name, column, problem, Nearest.of(name, names), hint);
    }

    /**
     * A member that {@code container_of} names.
     *
     * @param container id of the struct
     * @param offsetBytes from its start
     * @param type of the member
     */
    record Inner(int container, long offsetBytes, int type) {}

    Inner inner(PathStep.ContainerOf step) {
        int container = types.completed(base(step.type()));
        int type = container;
        long bit = 0;
        for (PathStep part : step.member()) {
            if (part instanceof PathStep.Member member) {
                int owner = types.completed(type);
                if (!(types.type(owner) instanceof BtfType.Composite)) {
                    throw failures.notAStruct(member, step.memberText(), types, type);
                }
                MemberLookup.Found found = MemberLookup.find(btf, owner, member.name())
                        .orElseThrow(() -> failures.memberAbsent(member, owner));
                if (found.bitfieldBits() > 0) {
                    throw failures.of(
                            Reason.NO_ADDRESS,
                            member.name(),
                            member.column(),
                            "'" + member.name() + "' is a bit-field, and no pointer leads to it");
                }
                bit += found.bitOffset();
                type = found.type();
            } else if (part instanceof PathStep.Index index) {
                if (!(types.resolve(type) instanceof BtfType.Array array)) {
                    throw failures.of(
                            Reason.INDEX,
                            step.memberText(),
                            index.column(),
                            "'" + step.memberText() + "' indexes " + types.text(type) + ", which is no array");
                }
                bit += 8 * index.index() * types.sizeOf(array.elementType());
                type = array.elementType();
            }
        }
        return new Inner(container, bit / 8, type);
    }

    /** Whether a pointer to {@code target} may point to a member of that type: it is the same, or says nothing. */
    boolean mayPointTo(int target, int member) {
        BtfType pointed = types.resolve(target);
        boolean saysNothing =
                pointed instanceof BtfType.Void || pointed instanceof BtfType.Int number && number.size() == 1;
        return saysNothing || types.text(target).equals(types.text(member));
    }
}
