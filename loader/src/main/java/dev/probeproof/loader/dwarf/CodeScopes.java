// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the code at an address is part of: blocks, functions inlined there, and the function whose code it is.
 *
 * @param address of the file
 * @param scopes innermost first: {@code DW_TAG_lexical_block}, {@code DW_TAG_inlined_subroutine}, and last the
 *     {@code DW_TAG_subprogram}
 */
public record CodeScopes(long address, List<Die> scopes) {
    public CodeScopes {
        scopes = List.copyOf(scopes);
    }

    static Optional<CodeScopes> at(DebugInfo info, long address) {
        return info.unitOf(address).flatMap(unit -> at(unit, address));
    }

    static Optional<CodeScopes> at(CompilationUnit unit, long address) {
        List<Die> found = new ArrayList<>();
        DieTree tree = unit.tree();
        int end = tree.count();
        for (int i = 1; i < end; ) {
            int tag = tree.shape(i).tag();
            boolean encloses = isScope(tag) ? covers(unit.die(i), address) : found.isEmpty() && isContainer(tag);
            if (!encloses) {
                i = tree.end(i);
                continue;
            }
            if (isScope(tag)) {
                found.add(unit.die(i));
                end = tree.end(i);
            }
            i++;
        }
        boolean inFunction = found.stream().anyMatch(die -> die.is(DwarfTag.SUBPROGRAM));
        Collections.reverse(found);
        return inFunction ? Optional.of(new CodeScopes(address, found)) : Optional.empty();
    }

    /**
     * The scopes around the entry of a function or an inlined copy, it being the innermost: there its parameters are what
     * matters, although other code may be inlined at the same address.
     *
     * @param function a subprogram or an inlined copy
     */
    public static CodeScopes around(Die function, long address) {
        List<Die> scopes = new ArrayList<>();
        for (Optional<Die> die = Optional.of(function);
                die.isPresent();
                die = die.get().parent()) {
            if (isScope(die.get().tag())) {
                scopes.add(die.get());
            }
        }
        return new CodeScopes(address, scopes);
    }

    private static boolean covers(Die die, long address) {
        return die.ranges().stream().anyMatch(range -> range.contains(address));
    }

    private static boolean isScope(int tag) {
        return tag == DwarfTag.SUBPROGRAM
                || tag == DwarfTag.INLINED_SUBROUTINE
                || tag == DwarfTag.LEXICAL_BLOCK
                || tag == DwarfTag.TRY_BLOCK
                || tag == DwarfTag.CATCH_BLOCK;
    }

    /** What functions may be declared in, outside of functions. */
    private static boolean isContainer(int tag) {
        return tag == DwarfTag.NAMESPACE
                || tag == DwarfTag.STRUCTURE_TYPE
                || tag == DwarfTag.CLASS_TYPE
                || tag == DwarfTag.UNION_TYPE
                || tag == DwarfTag.MODULE;
    }

    public CompilationUnit unit() {
        return scopes.get(0).unit();
    }

    /**
     * The same place for who thinks of a certain function: where code of a line begins with that of a function inlined there,
     * the instruction belongs to both. Unchanged if the code is no part of that function.
     *
     * @param function the function, or an instance of it
     */
    public CodeScopes asSeenBy(Die function) {
        Die root = function.root();
        return outOf(scope -> !scope.root().equals(root));
    }

    /** The same place for who thinks of a line: not inside of what is inlined for a call on that very line. */
    public CodeScopes asSeenAt(String file, int line) {
        return outOf(scope -> scope.is(DwarfTag.INLINED_SUBROUTINE)
                && new InlinedCopy(scope, address, List.of())
                        .callSite()
                        .filter(call -> call.line() == line && SourcePaths.endsWith(call.file(), file))
                        .isPresent());
    }

    /** Without the innermost functions as long as they are to be left; as it is if all are. */
    private CodeScopes outOf(Predicate<Die> leave) {
        int from = 0;
        for (int i = 0; i < scopes.size(); i++) {
            Die scope = scopes.get(i);
            if (scope.is(DwarfTag.INLINED_SUBROUTINE) || scope.is(DwarfTag.SUBPROGRAM)) {
                if (!leave.test(scope)) {
                    return from == 0 ? this : new CodeScopes(address, scopes.subList(from, scopes.size()));
                }
                from = i + 1;
            }
        }
        return this;
    }

    /** The function whose code it is: the outermost scope. */
    public Die function() {
        return scopes.get(scopes.size() - 1);
    }

    /** The function of the source that the code is from: the innermost one that is inlined, or else {@link #function}. */
    public Die innermostFunction() {
        return scopes.stream()
                .filter(die -> die.is(DwarfTag.INLINED_SUBROUTINE) || die.is(DwarfTag.SUBPROGRAM))
                .findFirst()
                .orElse(function());
    }

    /** Functions inlined there, innermost first. */
    public List<Die> inlined() {
        return scopes.stream()
                .filter(die -> die.is(DwarfTag.INLINED_SUBROUTINE))
                .toList();
    }

    /** The expression that {@code DW_OP_fbreg} counts from. */
    public LocationDescription frameBase() {
        return function().locationAt(DwarfAttribute.FRAME_BASE, address);
    }

    /**
     * Parameters and variables that a line of the source can name here, innermost first, so that the first of a name is the
     * one that hides the others; those of the file are not among them ({@link #fileVariables}).
     */
    public List<DebugVariable> variables() {
        return new VariableSearch(this).visible();
    }

    /** The visible variable of a name: a local one, else one of the file. */
    public Optional<DebugVariable> variable(String name) {
        return variables().stream()
                .filter(variable -> variable.name().equals(name))
                .findFirst()
                .or(() -> fileVariables().stream()
                        .filter(variable -> variable.name().equals(name))
                        .findFirst());
    }

    /** Variables of the unit outside of functions. */
    public List<DebugVariable> fileVariables() {
        return VariableSearch.ofUnit(unit());
    }
}
