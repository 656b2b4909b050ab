// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.dwarf.CodeScopes;
import dev.probeproof.loader.kernel.AttachPoint;
import java.util.List;

/**
 * A place that debug information found for a definition, with what became of each argument there.
 *
 * @param address of the file
 * @param scopes what the code there is part of
 * @param atEntry the first instruction of a function of its own: parameters are where the calling convention puts them
 * @param words what is there, such as {@code inlined into do_work at work.c:17}
 * @param arguments one for each argument of the definition, in its order
 */
public record ResolvedSite(
        ProbeDefinition definition,
        AttachPoint attachPoint,
        long address,
        CodeScopes scopes,
        boolean atEntry,
        String words,
        List<ArgumentOutcome> arguments) {
    public ResolvedSite {
        arguments = List.copyOf(arguments);
    }
}
