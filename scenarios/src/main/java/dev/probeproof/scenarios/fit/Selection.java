// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.object.ProgramSpec;
import java.util.Set;

/**
 * Which programs must fit.
 *
 * @param names those of that name; none means by {@code optional}
 * @param optional true for programs, too, that a loader leaves out unless it is asked for them by name
 */
public record Selection(Set<String> names, boolean optional) {
    public Selection {
        names = Set.copyOf(names);
    }

    /** What a loader loads by default. */
    public static final Selection DEFAULT = new Selection(Set.of(), false);

    boolean has(ProgramSpec program) {
        return names.isEmpty() ? optional || program.autoload() : names.contains(program.name());
    }
}
