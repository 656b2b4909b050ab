// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        Set<Die> present = new HashSet<>();
        List<DebugVariable> here = new ArrayList<>();
        for (Die child : scope.children()) {
            variable(child).ifPresent(variable -> {
                here.add(variable);
                present.add(child.root());
            });
        }
        // What the compiler removed from this copy is still in what it is a copy of.
        for (Optional<Die> origin = scope.origin(); origin.isPresent(); origin = origin.get().origin()) {
            for (Die child : origin.get().children()) {
                if (!present.contains(child.root())) {
                    variable(child).filter(variable -> !isNested(scope, child)).ifPresent(here::add);
                    present.add(child.root());
                }
            }
        }
        found.addAll(here);
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
