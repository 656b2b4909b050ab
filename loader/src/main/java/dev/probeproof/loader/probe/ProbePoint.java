// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.kernel.AttachPoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One place to probe, with where its arguments lie there.
 *
 * @param definition the text it came from
 */
public record ProbePoint(String definition, AttachPoint attachPoint, List<FetchArgument> arguments) {
    public ProbePoint {
        arguments = List.copyOf(arguments);
    }

    // Written out: those of the language are generated when first called, which takes longer than all their calls.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProbePoint that
                && definition.equals(that.definition)
                && attachPoint.equals(that.attachPoint)
                && arguments.equals(that.arguments);
    }

    @Override
    public int hashCode() {
        return 31 * definition.hashCode() + attachPoint.hashCode();
    }

    /** What decides which points share an instance: the fetches, without names. */
    public List<FetchArgument.Fetch> typeKey() {
        return arguments.stream().map(FetchArgument::fetch).toList();
    }
}
