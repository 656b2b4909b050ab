// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.ArgumentDefinition;
import dev.probeproof.loader.fetch.FetchArgument;
import org.jspecify.annotations.Nullable;

/** What became of one argument on one kernel. */
public sealed interface ArgumentOutcome {
    ArgumentDefinition definition();

    /**
     * The resolved argument.
     *
     * @throws ProbeResolutionException why there is none
     */
    Resolved orThrow();

    /**
     * It can be fetched.
     *
     * @param argument how
     * @param path what the C path of the definition means on this kernel; null for a bare fetch. For a claim it need
     *     not agree with the argument: that is to be proved
     */
    record Resolved(
            ArgumentDefinition definition,
            FetchArgument argument,
            @Nullable ResolvedPath path) implements ArgumentOutcome {
        @Override
        public Resolved orThrow() {
            return this;
        }
    }

    /** It cannot be fetched on this kernel. */
    record Unresolved(ArgumentDefinition definition, ProbeResolutionException failure) implements ArgumentOutcome {
        @Override
        public Resolved orThrow() {
            throw failure;
        }
    }
}
