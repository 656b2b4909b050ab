// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the calls of a function. Calls from other units refer to the declaration there, so those of external functions are
 * found by name.
 */
final class CallSiteSearch {
    /** Units that may name a function with few callers: each that does has to be decoded. */
    private static final int FEW_UNITS = 24;

    private final DebugInfo info;

    CallSiteSearch(DebugInfo info) {
        this.info = info;
    }

    /** @param complete false if there may be more */
    record Found(List<CallSite> calls, boolean complete) {}

    List<CallSite> of(Die function) {
        return find(function, Integer.MAX_VALUE, Integer.MAX_VALUE).calls();
    }

    /** Gives up where there are more than so many, or looking for them takes long. */
    Found atMost(int calls, Die function) {
        return find(function, calls, FEW_UNITS);
    }

    private Found find(Die function, int mostCalls, int mostUnits) {
        Die root = function.root();
        Set<Die> targets = new HashSet<>(Set.of(root));
        Collection<CompilationUnit> units = List.of(function.unit());
        Optional<String> name = function.linkageName().or(function::name);
        if (function.flag(DwarfAttribute.EXTERNAL) && name.isPresent()) {
            units = new NameSearch(info, name.get()).units();
            if (units.size() > mostUnits) {
                return new Found(List.of(), false);
            }
            units.forEach(unit -> addDeclarations(unit, name.get(), targets));
        }
        List<CallSite> calls = new ArrayList<>();
        for (CompilationUnit unit : units) {
            addCalls(unit, targets, calls);
            if (calls.size() > mostCalls) {
                return new Found(calls, false);
            }
        }
        return new Found(calls, true);
    }

    private static void addDeclarations(CompilationUnit unit, String name, Set<Die> targets) {
        DieTree tree = unit.tree();
        for (int i = 0; i < tree.count(); i++) {
            Abbreviation shape = tree.shape(i);
            if (shape.tag() == DwarfTag.SUBPROGRAM && shape.has(DwarfAttribute.NAME)) {
                Die die = unit.die(i);
                boolean same =
                        die.linkageName().or(die::name).filter(name::equals).isPresent();
                if (same && die.flag(DwarfAttribute.EXTERNAL)) {
                    targets.add(die.root());
                }
            }
        }
    }

    private static void addCalls(CompilationUnit unit, Set<Die> targets, List<CallSite> calls) {
        DieTree tree = unit.tree();
        for (int i = 0; i < tree.count(); i++) {
            if (CallSite.is(tree.shape(i).tag())) {
                CallSite call = new CallSite(unit.die(i));
                if (call.target()
                        .filter(target -> targets.contains(target.root()))
                        .isPresent()) {
                    calls.add(call);
                }
            }
        }
    }
}
