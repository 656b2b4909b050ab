// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.kernel.AttachPoint;
import java.util.List;

/**
 * One place to probe, with where its arguments lie there.
 *
 * @param definition the text it came from
 */
public record ProbePoint(String definition, AttachPoint attachPoint, List<FetchArgument> arguments) {
    public ProbePoint {
        arguments = List.copyOf(arguments);
    }

    /** What decides which points share an instance: the fetches, without names. */
    public List<FetchArgument.Fetch> typeKey() {
        return arguments.stream().map(FetchArgument::fetch).toList();
    }
}
