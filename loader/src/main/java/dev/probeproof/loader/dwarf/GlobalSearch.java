// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.ArrayList;
import java.util.List;

/** Finds variables outside of functions by name. */
final class GlobalSearch {
    private final DebugInfo info;

    GlobalSearch(DebugInfo info) {
        this.info = info;
    }

    List<DebugVariable> named(String name) {
        List<DebugVariable> found = new ArrayList<>();
        for (CompilationUnit unit : new NameSearch(info, name).units()) {
            DieTree tree = unit.tree();
            for (int i = 1; i < tree.count(); ) {
                int tag = tree.shape(i).tag();
                if (tag == DwarfTag.VARIABLE) {
                    Die die = unit.die(i);
                    if (die.name().filter(name::equals).isPresent() && !VariableSearch.isDeclaration(die)) {
                        found.add(new DebugVariable(name, die, false));
                    }
                }
                i = tag == DwarfTag.NAMESPACE ? i + 1 : tree.end(i);
            }
        }
        return found;
    }
}
