// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds functions by name, and all code that was made of them. */
final class FunctionSearch {
    private final DebugInfo info;

    FunctionSearch(DebugInfo info) {
        this.info = info;
    }

    List<DebugFunction> named(String name) {
        return among(new NameSearch(info, name).units(), name::equals);
    }

    List<DebugFunction> matching(Predicate<String> name) {
        return among(info.units(), name);
    }

    private List<DebugFunction> among(List<CompilationUnit> candidates, Predicate<String> name) {
        if (!info.hasCrossReferences()) {
            List<DebugFunction> functions = new ArrayList<>();
            for (CompilationUnit unit : candidates) {
                Map<Die, Found> found = declared(List.of(unit), name);
                collect(List.of(unit), found);
                functions.addAll(finished(found.values()));
            }
            return functions;
        }
        // After optimization at link time, code of a function may be in any unit.
        Map<Die, Found> found = declared(candidates, name);
        Set<CompilationUnit> units = new LinkedHashSet<>(candidates);
        if (!found.isEmpty()) {
            units.addAll(CrossReferences.unitsThatMention(info, found.keySet()));
        }
        collect(units, found);
        return finished(found.values());
    }

    /** What is known of a function so far. */
    private static final class Found {
        private final String name;
        private final Die die;
        private final List<FunctionInstance> instances = new ArrayList<>();
        private final List<InlinedCopy> inlined = new ArrayList<>();

        Found(String name, Die die) {
            this.name = name;
            this.die = die;
        }
    }

    /** DIEs that carry the name themselves. */
    private static Map<Die, Found> declared(Collection<CompilationUnit> units, Predicate<String> name) {
        Map<Die, Found> found = new LinkedHashMap<>();
        for (CompilationUnit unit : units) {
            DieTree tree = unit.tree();
            for (int i = 0; i < tree.count(); i++) {
                Abbreviation shape = tree.shape(i);
                if (shape.tag() != DwarfTag.SUBPROGRAM
                        || !shape.has(DwarfAttribute.NAME) && !shape.has(DwarfAttribute.LINKAGE_NAME)) {
                    continue;
                }
                Die die = unit.die(i);
                String own = ownName(die, name);
                if (own != null) {
                    found.put(die, new Found(own, die));
                }
            }
        }
        return found;
    }

    /** The name in the source if that or the linker's matches, else null. */
    private static @Nullable String ownName(Die die, Predicate<String> name) {
        String inSource = text(die, DwarfAttribute.NAME);
        if (inSource != null && name.test(inSource)) {
            return inSource;
        }
        String linked = text(die, DwarfAttribute.LINKAGE_NAME);
        return linked != null && name.test(linked) ? inSource != null ? inSource : linked : null;
    }

    private static @Nullable String text(Die die, int attribute) {
        AttributeValue value = die.value(attribute);
        return value == null ? null : value.text();
    }

    private static void collect(Collection<CompilationUnit> units, Map<Die, Found> found) {
        if (found.isEmpty()) {
            return;
        }
        Map<Long, Found> byOffset = new HashMap<>();
        found.forEach((die, function) -> {
            byOffset.put(die.offset(), function);
            add(function, die, false);
        });
        // Definitions of what was declared are subprograms too, and their instances refer to them.
        int before;
        do {
            before = byOffset.size();
            units.forEach(unit -> follow(unit, DwarfTag.SUBPROGRAM, byOffset));
        } while (byOffset.size() > before && byOffset.size() > found.size());
        units.forEach(unit -> follow(unit, DwarfTag.INLINED_SUBROUTINE, byOffset));
    }

    /** Adds DIEs of a tag whose origin is known; they are known from then on. */
    private static void follow(CompilationUnit unit, int tag, Map<Long, Found> byOffset) {
        DieTree tree = unit.tree();
        for (int i = 0; i < tree.count(); i++) {
            if (tree.shape(i).tag() != tag || byOffset.containsKey((long) tree.offset(i))) {
                continue;
            }
            Die die = new Die(unit, i, tree.offset(i));
            AttributeValue origin = die.value(DwarfAttribute.ABSTRACT_ORIGIN);
            origin = origin != null ? origin : die.value(DwarfAttribute.SPECIFICATION);
            Found function = origin == null || origin.kind() != AttributeValue.Kind.REFERENCE
                    ? null
                    : byOffset.get(origin.number());
            if (function != null) {
                add(function, die, tag == DwarfTag.INLINED_SUBROUTINE);
                byOffset.put(die.offset(), function);
            }
        }
    }

    private static void add(Found function, Die die, boolean inlined) {
        List<AddressRange> ranges = die.ranges();
        OptionalLong entry = die.entryPc();
        if (entry.isEmpty()) {
            return;
        }
        if (inlined) {
            function.inlined.add(new InlinedCopy(die, entry.getAsLong(), ranges));
        } else if (!ranges.isEmpty()) {
            function.instances.add(new FunctionInstance(die, entry.getAsLong(), ranges));
        }
    }

    /** Without declarations of functions that are elsewhere. */
    private static List<DebugFunction> finished(Collection<Found> found) {
        List<DebugFunction> functions = new ArrayList<>();
        for (Found function : found) {
            boolean empty = function.instances.isEmpty() && function.inlined.isEmpty();
            if (!empty || !function.die.has(DwarfAttribute.DECLARATION)) {
                functions.add(new DebugFunction(function.name, function.die, function.instances, function.inlined));
            }
        }
        return functions;
    }
}
