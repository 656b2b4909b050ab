// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.Optional;

/** Finds where a type is defined that another unit only declares. */
final class TypeSearch {
    private final DebugInfo info;

    TypeSearch(DebugInfo info) {
        this.info = info;
    }

    /** The first definition of that name outside of functions, in the order of the file. */
    Optional<Die> definition(boolean union, String name) {
        for (CompilationUnit unit : new NameSearch(info, name).units()) {
            for (Die child : unit.root().children()) {
                boolean kind = union
                        ? child.is(DwarfTag.UNION_TYPE)
                        : child.is(DwarfTag.STRUCTURE_TYPE) || child.is(DwarfTag.CLASS_TYPE);
                if (kind && !child.flag(DwarfAttribute.DECLARATION) && child.name().filter(name::equals).isPresent()) {
                    return Optional.of(child);
                }
            }
        }
        return Optional.empty();
    }
}
