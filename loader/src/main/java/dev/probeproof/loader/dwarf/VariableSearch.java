// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The variables that a line of the source can name. */
final class VariableSearch {
    private final CodeScopes scopes;
    private final List<DebugVariable> found = new ArrayList<>();

    VariableSearch(CodeScopes scopes) {
        this.scopes = scopes;
    }

    List<DebugVariable> visible() {
        for (Die scope : scopes.scopes()) {
            add(scope);
            if (!scope.is(DwarfTag.LEXICAL_BLOCK)) {
                // What is outside of an inlined function is its caller's, and out of its sight.
                break;
            }
        }
        return found;
    }

    private void add(Die scope) {
        Map<Die, Die> copies = new LinkedHashMap<>();
        for (Die child : scope.children()) {
            copies.put(child.root(), child);
        }
        // In the order of what it is a copy of, which is that of the source; what was removed from the copy is only there.
        Die origin = scope.root();
        if (!origin.equals(scope)) {
            for (Die child : origin.children()) {
                Die copy = copies.remove(child.root());
                if (copy != null) {
                    variable(copy).ifPresent(this::addOnce);
                } else if (variable(child).isPresent()) {
                    variable(nested(scope, child)).ifPresent(this::addOnce);
                }
            }
        }
        copies.values().forEach(child -> variable(child).ifPresent(this::addOnce));
    }

    private void addOnce(DebugVariable variable) {
        if (found.stream().noneMatch(other -> other.die().equals(variable.die()))) {
            found.add(variable);
        }
    }

    /** The copy of a variable in a block of the scope, where gcc puts some that the original has outside of it; else itself. */
    private static Die nested(Die scope, Die original) {
        DieTree tree = scope.unit().tree();
        for (int i = scope.index() + 1; i < tree.end(scope.index()); ) {
            int tag = tree.shape(i).tag();
            if (tag == DwarfTag.VARIABLE || tag == DwarfTag.FORMAL_PARAMETER) {
                Die die = scope.unit().die(i);
                if (die.origin().filter(original::equals).isPresent()) {
                    return die;
                }
            }
            // What is inlined below has variables of its own, of the same function if that calls itself.
            i = tag == DwarfTag.INLINED_SUBROUTINE ? tree.end(i) : i + 1;
        }
        return original;
    }

    static List<DebugVariable> ofUnit(CompilationUnit unit) {
        List<DebugVariable> variables = new ArrayList<>();
        for (Die child : unit.root().children()) {
            if (child.is(DwarfTag.VARIABLE) && !isDeclaration(child)) {
                variable(child).ifPresent(variables::add);
            }
        }
        return variables;
    }

    /** True if it says only that there is one elsewhere. */
    static boolean isDeclaration(Die die) {
        AttributeValue declaration = die.value(DwarfAttribute.DECLARATION);
        return declaration != null && declaration.number() != 0;
    }

    static Optional<DebugVariable> variable(Die die) {
        boolean isParameter = die.is(DwarfTag.FORMAL_PARAMETER);
        if (!isParameter && !die.is(DwarfTag.VARIABLE)) {
            return Optional.empty();
        }
        return die.name().map(name -> new DebugVariable(name, die, isParameter));
    }
}
