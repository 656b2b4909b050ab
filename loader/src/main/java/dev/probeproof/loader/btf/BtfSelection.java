// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A part of a BTF: which types, and of structs and unions which members. It is closed: whatever a chosen type or member
 * refers to is chosen too, structs and unions at least by name and size.
 *
 * <p>It also remembers what was asked for and is not there, because to a reader of the part alone "was left out" and
 * "does not exist" look the same ({@link BtfCompleteness}).
 *
 * <pre>{@code
 * BtfSelection selection = new BtfSelection(kernel);
 * for (int task : selection.ask(BtfKind.STRUCT, "task_struct")) {
 *     selection.askMember(task, "pid");
 * }
 * Btf small = BtfMinimizer.minimize(selection);
 * }</pre>
 */
public final class BtfSelection {
    private final Btf btf;
    private final BitSet types = new BitSet();
    private final BitSet asked = new BitSet();
    private final BitSet whole = new BitSet();
    private final BitSet reachable = new BitSet();
    private final Map<Integer, BitSet> members = new HashMap<>();
    private final Set<String> allOf = new TreeSet<>();
    private final Set<String> absent = new TreeSet<>();
    private final Map<Integer, Set<String>> absentMembers = new TreeMap<>();
    private final Deque<Integer> toFollow = new ArrayDeque<>();

    /**
     * Nothing, so far, of a BTF.
     *
     * @throws IllegalArgumentException for split BTF, whose types are of no use without its base
     */
    public BtfSelection(Btf btf) {
        if (btf.base() != null) {
            throw new IllegalArgumentException("split BTF cannot be cut down without its base");
        }
        this.btf = btf;
    }

    public Btf btf() {
        return btf;
    }

    /** True if the type is in the selection, structs and unions perhaps without members. */
    public boolean has(int id) {
        return id == 0 || types.get(id);
    }

    /** True if that member of a struct or union is in it, by index from 0. */
    public boolean hasMember(int composite, int index) {
        BitSet chosen = members.get(composite);
        return whole.get(composite) || chosen != null && chosen.get(index);
    }

    /** True if the type was asked for or has chosen members: it is more than a name behind a pointer. */
    public boolean isTouched(int id) {
        return asked.get(id) || whole.get(id) || members.containsKey(id);
    }

    /** True if the type is in it with all of its members. */
    boolean isWhole(int id) {
        return whole.get(id);
    }

    /** Kinds of which every type is in it. */
    Set<String> allOf() {
        return allOf;
    }

    /** What was asked for by kind and essential name and is not there. */
    Set<String> absent() {
        return absent;
    }

    /** Members that were asked for and are not there, by struct or union. */
    Map<Integer, Set<String>> absentMembers() {
        return absentMembers;
    }

    /**
     * Chooses every type that a look-up by kind and name can find, flavours and enums of either width included: structs
     * and unions by name and size, everything else with what it is made of.
     *
     * @return their ids, ascending; empty if there is none, which is remembered
     */
    public List<Integer> ask(BtfKind kind, String name) {
        List<Integer> found = btf.findEssential(kind, name);
        if (found.isEmpty()) {
            absent.add(BtfCompleteness.question(kind, name));
        }
        for (int id : found) {
            asked.set(id);
            keep(id);
        }
        return found;
    }

    /**
     * Chooses every member that a search for that name in a struct or union can meet, in unnamed structs and unions
     * inside of it too, and what its type is made of.
     *
     * @return type ids of the members; empty if there is none, which is remembered
     */
    public Set<Integer> askMember(int composite, String name) {
        keep(composite);
        Set<Integer> found = new TreeSet<>();
        collect(composite, name, found, new HashSet<>());
        if (found.isEmpty()) {
            absentMembers.computeIfAbsent(composite, id -> new TreeSet<>()).add(name);
        }
        return found;
    }

    private boolean collect(int composite, String name, Set<Integer> found, Set<Integer> seen) {
        if (!(btf.type(composite) instanceof BtfType.Composite type) || !seen.add(composite)) {
            return false;
        }
        boolean any = false;
        for (int i = 0; i < type.members().size(); i++) {
            BtfType.Member member = type.members().get(i);
            if (member.name().equals(name)) {
                found.add(member.type());
                keepMember(composite, i);
                any = true;
            } else if (member.name().isEmpty() && collect(btf.strip(member.type()), name, found, seen)) {
                keepMember(composite, i);
                any = true;
            }
        }
        return any;
    }

    /** Chooses a member of a struct or union by its index from 0. */
    public void keepMember(int composite, int index) {
        keep(composite);
        if (!(btf.type(composite) instanceof BtfType.Composite type)) {
            return;
        }
        BitSet chosen = members.computeIfAbsent(composite, id -> new BitSet());
        chosen.set(index);
        int last = type.members().size() - 1;
        keep(type.members().get(index).type());
        if (index != last && isWithoutLength(type.members().get(index).type()) && !chosen.get(last)) {
            // An array without a length is flexible only as the last member, so what follows it must not vanish.
            keepMember(composite, last);
        }
    }

    private boolean isWithoutLength(int type) {
        return btf.resolve(type) instanceof BtfType.Array array && array.count() == 0;
    }

    /** Chooses a type and what it is made of: structs and unions by name and size, also behind pointers. */
    public void keep(int id) {
        toFollow.push(id);
        while (!toFollow.isEmpty()) {
            int at = toFollow.pop();
            if (at != 0 && !types.get(at)) {
                types.set(at);
                followNamesakes(at);
                follow(at);
            }
        }
    }

    /** With a named type everything that a look-up of its name can find, so that no look-up finds half of them. */
    private void followNamesakes(int id) {
        BtfKind kind = btf.kind(id);
        String name = btf.name(id);
        if (!name.isEmpty() && BtfCompleteness.isCut(kind)) {
            btf.findEssential(kind, name).forEach(toFollow::push);
        }
    }

    private void follow(int id) {
        if (!btf.kind(id).isComposite()) {
            BtfReferences.of(btf, id).forEach(toFollow::push);
        }
    }

    /** Chooses a type with all of its members and those of the structs and unions that lie inside of it. */
    public void keepWhole(int id) {
        Deque<Integer> inside = new ArrayDeque<>(List.of(id));
        while (!inside.isEmpty()) {
            int at = element(inside.pop());
            keep(at);
            if (btf.kind(at).isComposite() && !whole.get(at)) {
                whole.set(at);
                BtfReferences.of(btf, at).forEach(member -> {
                    keep(member);
                    inside.push(member);
                });
            }
        }
    }

    /** What lies in memory where a value of that type lies: behind typedefs, modifiers, variables and arrays. */
    private int element(int id) {
        int at = id;
        for (int depth = 0; depth <= Btf.MAX_DEPTH; depth++) {
            BtfType type = btf.type(at);
            if (type instanceof BtfType.Alias alias) {
                at = alias.type();
            } else if (type instanceof BtfType.Array array) {
                at = array.elementType();
            } else if (type instanceof BtfType.Var variable) {
                at = variable.type();
            } else {
                return at;
            }
        }
        return id;
    }

    /** Chooses a type and everything that can be reached from it, through pointers too. */
    public void keepReachable(int id) {
        Deque<Integer> ahead = new ArrayDeque<>(List.of(id));
        while (!ahead.isEmpty()) {
            int at = ahead.pop();
            if (at != 0 && !reachable.get(at)) {
                reachable.set(at);
                keep(at);
                whole.set(at, btf.kind(at).isComposite());
                BtfReferences.of(btf, at).forEach(ahead::push);
            }
        }
    }

    /** Chooses every type of a kind and everything that can be reached from it. */
    public void keepAllOf(BtfKind kind) {
        allOf.add(kind.name());
        for (int id = btf.firstId(); id < btf.endId(); id++) {
            if (btf.kind(id) == kind) {
                keepReachable(id);
            }
        }
    }
}
