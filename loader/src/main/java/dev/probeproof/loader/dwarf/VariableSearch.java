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
                    variable(copy).ifPresent(found::add);
                } else {
                    variable(child).filter(variable -> !isNested(scope, child)).ifPresent(found::add);
                }
            }
        }
        copies.values().forEach(child -> variable(child).ifPresent(found::add));
    }

    /** True if the copy has a variable in a block that the original has outside of it; gcc does that for some. */
    private static boolean isNested(Die scope, Die declaration) {
        DieTree tree = scope.unit().tree();
        for (int i = scope.index() + 1; i < tree.end(scope.index()); i++) {
            int tag = tree.shape(i).tag();
            if (tag == DwarfTag.VARIABLE || tag == DwarfTag.FORMAL_PARAMETER) {
                Die die = scope.unit().die(i);
                if (die.origin().filter(declaration::equals).isPresent()) {
                    return true;
                }
            }
        }
        return false;
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
