// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the types of two kernels differ: members that moved, came, went or have another type, enumerators with another
 * value, functions with another signature. Types are compared by name; a struct inside of another is not looked into, it
 * has a difference of its own.
 */
public final class BtfDiff {
    private BtfDiff() {}

    /**
     * One of the two kernels, or the part of it to compare.
     *
     * @param ids what to compare
     * @param members only these members of structs and unions; null for all
     */
    public record Side(
            Btf btf, Collection<Integer> ids, @Nullable BtfSelection members) {
        /** Everything that has a name. */
        public static Side all(Btf btf) {
            List<Integer> ids = new ArrayList<>();
            for (int id = 1; id < btf.endId(); id++) {
                if (BtfCompleteness.isCut(btf.kind(id)) && !btf.name(id).isEmpty()) {
                    ids.add(id);
                }
            }
            return new Side(btf, ids, null);
        }

        /** What a selection touches. */
        public static Side of(BtfSelection selection) {
            List<Integer> ids = all(selection.btf()).ids().stream()
                    .filter(selection::isTouched)
                    .toList();
            return new Side(selection.btf(), ids, selection);
        }
    }

    /**
     * Something that is not the same on both sides.
     *
     * @param before on the first side; null if it is not there
     * @param after on the second side; null if it is not there
     * @param parts members or enumerators that differ, in the order of the first side, then new ones; empty for what has
     *     none or is on one side only
     */
    public record Difference(
            BtfKind kind,
            String name,
            @Nullable Shape before,
            @Nullable Shape after,
            List<PartDifference> parts) {
        public Difference {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A type or function on one side.
     *
     * @param size in bytes; 0 for functions and variables
     * @param text what it is declared as, for typedefs, functions and variables; else empty
     */
    public record Shape(long size, String text) {}

    /** A member or an enumerator that is not the same on both sides; null where it is missing. */
    public record PartDifference(
            String name, @Nullable Part before, @Nullable Part after) {}

    /**
     * A member or an enumerator on one side.
     *
     * @param type of a member, as C writes it; empty for enumerators
     * @param at the bit a member starts at, or the value of an enumerator
     * @param bits width of a bit-field, else 0
     */
    public record Part(String type, long at, int bits) {}

    private record Key(BtfKind kind, String name) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : kind.compareTo(other.kind);
        }
    }

    private record Described(Shape shape, Map<String, Part> parts) {}

    /** Every difference, by name. */
    public static List<Difference> compare(Side before, Side after) {
        Map<Key, List<Described>> first = describe(before);
        Map<Key, List<Described>> second = describe(after);
        Set<Key> keys = new TreeSet<>(first.keySet());
        keys.addAll(second.keySet());
        List<Difference> differences = new ArrayList<>();
        for (Key key : keys) {
            List<Described> ours = new ArrayList<>(first.getOrDefault(key, List.of()));
            List<Described> theirs = new ArrayList<>(second.getOrDefault(key, List.of()));
            dropEqual(ours, theirs);
            for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
                differences.add(difference(
                        key, i < ours.size() ? ours.get(i) : null, i < theirs.size() ? theirs.get(i) : null));
            }
        }
        return differences;
    }

    /** A kernel may have several types of one name: what has its like on the other side is no difference. */
    private static void dropEqual(List<Described> ours, List<Described> theirs) {
        List<Described> all = List.copyOf(theirs);
        theirs.removeIf(ours::contains);
        ours.removeIf(all::contains);
    }

    private static Difference difference(Key key, @Nullable Described before, @Nullable Described after) {
        List<PartDifference> parts = new ArrayList<>();
        if (before != null && after != null) {
            Set<String> names = new LinkedHashSet<>(before.parts.keySet());
            names.addAll(after.parts.keySet());
            for (String name : names) {
                Part was = before.parts.get(name);
                Part is = after.parts.get(name);
                if (was == null || !was.equals(is)) {
                    parts.add(new PartDifference(name, was, is));
                }
            }
        }
        return new Difference(
                key.kind, key.name, before == null ? null : before.shape, after == null ? null : after.shape, parts);
    }

    private static Map<Key, List<Described>> describe(Side side) {
        Descriptions descriptions = new Descriptions(side);
        Map<Key, List<Described>> described = new LinkedHashMap<>();
        for (int id : side.ids()) {
            Key key = new Key(side.btf().kind(id).asEnum(), side.btf().name(id));
            List<Described> ofName = described.computeIfAbsent(key, each -> new ArrayList<>());
            Described one = descriptions.of(id);
            if (!ofName.contains(one)) {
                ofName.add(one);
            }
        }
        return described;
    }

    private static final class Descriptions {
        /** Deeper than structs without names nest in any kernel. */
        private static final int MAX_DEPTH = 32;

        private final Btf btf;
        private final @Nullable BtfSelection members;
        private final CDeclarator declarator;
        private final Map<Integer, String> texts = new HashMap<>();

        Descriptions(Side side) {
            this.btf = side.btf();
            this.members = side.members();
            this.declarator = new CDeclarator(btf, new PlainNames(btf));
        }

        Described of(int id) {
            BtfType type = btf.type(id);
            Map<String, Part> parts = new LinkedHashMap<>();
            if (type instanceof BtfType.Composite composite) {
                collect("", id, composite, 0, parts, 0);
                // Who uses some members does not care about the size.
                boolean some = members != null && !members.isWhole(id) && !parts.isEmpty();
                return new Described(new Shape(some ? 0 : composite.size(), ""), parts);
            } else if (type instanceof BtfType.Enum enumeration) {
                enumeration.values().forEach(value -> parts.put(value.name(), new Part("", value.value(), 0)));
                return new Described(new Shape(enumeration.size(), ""), parts);
            }
            int declared = type instanceof BtfType.Func function
                    ? function.proto()
                    : type instanceof BtfType.Var variable ? variable.type() : ((BtfType.Alias) type).type();
            return new Described(new Shape(0, text(declared, type.name())), parts);
        }

        private void collect(
                String path, int id, BtfType.Composite type, long outer, Map<String, Part> parts, int depth) {
            for (int i = 0; i < type.members().size() && depth < MAX_DEPTH; i++) {
                BtfType.Member member = type.members().get(i);
                if (members != null && !members.hasMember(id, i)) {
                    continue;
                }
                String name = path + member.name();
                long bit = outer + Integer.toUnsignedLong(member.bitOffset());
                int inside = unqualified(member.type());
                boolean tagged = member.name().isEmpty();
                if (btf.type(inside) instanceof BtfType.Composite nested
                        && (tagged || nested.name().isEmpty())) {
                    collect(tagged ? path : name + ".", inside, nested, bit, parts, depth + 1);
                } else {
                    parts.put(name, new Part(text(member.type()), bit, member.bitfieldBits()));
                }
            }
        }

        /** The id behind const and the like; a typedef is a name, whatever is behind it. */
        private int unqualified(int type) {
            int at = type;
            for (int depth = 0; depth < MAX_DEPTH && btf.kind(at).isModifier(); depth++) {
                at = ((BtfType.Alias) btf.type(at)).type();
            }
            return at;
        }

        /** Members share their types: a kernel has a tenth as many. */
        private String text(int type) {
            return texts.computeIfAbsent(type, id -> text(id, ""));
        }

        private String text(int type, String name) {
            return declarator.declare(type, name, 0, (id, indent) -> CDeclarator.keyword(btf.type(id)) + " {...}");
        }
    }

    /** Names as they are: a number behind a name says something about one kernel only. */
    private record PlainNames(Btf btf) implements CDeclarator.Naming {
        @Override
        public String tag(int id) {
            return btf.name(id);
        }

        @Override
        public String ordinary(int id) {
            return btf.name(id);
        }

        @Override
        public String parameter(String name) {
            return name;
        }
    }
}
