// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a function can be entered again in the frame that it has given up: by tail calls that began with one of its own. Then
 * the address that it returns to does not tell who called it.
 */
final class TailCalls {
    /** Functions that are looked into before giving up; each may be in a unit that nobody has decoded yet. */
    private static final int MOST = 24;

    private final DebugInfo info;

    TailCalls(DebugInfo info) {
        this.info = info;
    }

    /** Why it may come back to the function, as the end of a sentence; empty if it cannot. */
    String wayBack(Die function) {
        Set<Die> seen = new HashSet<>();
        Deque<Die> open = new ArrayDeque<>(List.of(function));
        while (!open.isEmpty()) {
            Die next = open.pop();
            if (!areDescribed(next)) {
                return "not all tail calls of '" + next.name().orElse("?") + "' are described";
            }
            for (CallSite call : of(next)) {
                List<Die> targets = targets(call);
                if (targets.isEmpty()) {
                    return "'" + next.name().orElse("?") + "' makes a tail call to code that is not known";
                }
                for (Die target : targets) {
                    if (target.equals(function)) {
                        return "it may have been entered by a tail call of its own";
                    }
                    if (seen.add(target)) {
                        open.add(target);
                    }
                }
            }
            if (seen.size() > MOST) {
                return "it makes tail calls that lead far";
            }
        }
        return "";
    }

    private static boolean areDescribed(Die function) {
        return function.flag(DwarfAttribute.CALL_ALL_CALLS)
                || function.flag(DwarfAttribute.CALL_ALL_SOURCE_CALLS)
                || function.flag(DwarfAttribute.CALL_ALL_TAIL_CALLS)
                || function.flag(DwarfAttribute.GNU_ALL_CALL_SITES)
                || function.flag(DwarfAttribute.GNU_ALL_SOURCE_CALL_SITES)
                || function.flag(DwarfAttribute.GNU_ALL_TAIL_CALL_SITES);
    }

    private static List<CallSite> of(Die function) {
        List<CallSite> calls = new ArrayList<>();
        DieTree tree = function.unit().tree();
        for (int i = function.index() + 1; i < tree.end(function.index()); i++) {
            if (CallSite.is(tree.shape(i).tag())) {
                CallSite call = new CallSite(function.unit().die(i));
                if (call.isTailCall()) {
                    calls.add(call);
                }
            }
        }
        return calls;
    }

    /** All functions that may be meant: those of that name, and the copies that the compiler made of them. */
    private List<Die> targets(CallSite call) {
        Optional<String> name = call.target().flatMap(die -> die.linkageName().or(die::name));
        List<Die> targets = new ArrayList<>();
        for (long address : name.map(info::functionsWithSymbol).orElse(List.of())) {
            Optional<CodeScopes> scopes = info.scopesAt(address);
            if (scopes.isEmpty()) {
                return List.of();
            }
            targets.add(scopes.get().function());
        }
        return targets;
    }
}
