// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbePlace;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ArgumentOutcome;
import dev.probeproof.loader.probe.ResolvedProbe;
import dev.probeproof.loader.probe.ResolvedSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one expression, a function and one argument, on one kernel.
 *
 * @param expression {@code FUNC(ARG)}; of a definition with one argument or none, its own text
 * @param argument how it is fetched; empty if it cannot be, or if the definition has no argument
 * @param failure why it cannot
 * @param site the place, where debug information found it
 */
record ProbeAnswer(
        TargetKernel kernel,
        String expression,
        Optional<ArgumentOutcome.Resolved> argument,
        Optional<ProbeproofException> failure,
        Optional<ResolvedSite> site) {

    private ProbeAnswer(
            TargetKernel kernel,
            String expression,
            Optional<ArgumentOutcome.Resolved> argument,
            Optional<ProbeproofException> failure) {
        this(kernel, expression, argument, failure, Optional.empty());
    }

    /** No answer, because of the definition as a whole. */
    static ProbeAnswer failed(TargetKernel kernel, String expression, @Nullable ProbeproofException failure) {
        return new ProbeAnswer(kernel, expression, Optional.empty(), Optional.ofNullable(failure));
    }

    /** One answer for each argument at a place. */
    static List<ProbeAnswer> of(ResolvedSite site, TargetKernel kernel) {
        String text = site.definition().text();
        List<ArgumentOutcome> outcomes = site.arguments();
        if (outcomes.isEmpty()) {
            return List.of(new ProbeAnswer(kernel, text, Optional.empty(), Optional.empty(), Optional.of(site)));
        }
        List<ProbeAnswer> answers = new ArrayList<>();
        for (ArgumentOutcome outcome : outcomes) {
            String expression = outcomes.size() == 1
                    ? text
                    : site.definition().place() + "(" + outcome.definition().text() + ")";
            answers.add(
                    outcome instanceof ArgumentOutcome.Resolved resolved
                            ? new ProbeAnswer(
                                    kernel, expression, Optional.of(resolved), Optional.empty(), Optional.of(site))
                            : new ProbeAnswer(
                                    kernel,
                                    expression,
                                    Optional.empty(),
                                    Optional.of(((ArgumentOutcome.Unresolved) outcome).failure()),
                                    Optional.of(site)));
        }
        return answers;
    }

    static List<ProbeAnswer> of(ResolvedProbe probe) {
        String text = text(probe);
        List<ArgumentOutcome> outcomes = probe.arguments();
        if (outcomes.isEmpty()) {
            return List.of(new ProbeAnswer(probe.kernel(), text, Optional.empty(), Optional.empty()));
        }
        return outcomes.stream()
                .map(outcome -> of(
                        probe,
                        outcomes.size() == 1
                                ? text
                                : probe.function() + "(" + outcome.definition().text() + ")",
                        outcome))
                .toList();
    }

    /** The definition; of a pattern, with the name of the function that this answer is of. */
    private static String text(ResolvedProbe probe) {
        ProbeDefinition definition = probe.definition();
        boolean glob = definition.place() instanceof ProbePlace.Function function && function.isGlob();
        return glob ? definition.text().replace(definition.function(), probe.function()) : definition.text();
    }

    private static ProbeAnswer of(ResolvedProbe probe, String expression, ArgumentOutcome outcome) {
        if (outcome instanceof ArgumentOutcome.Resolved resolved) {
            return new ProbeAnswer(probe.kernel(), expression, Optional.of(resolved), Optional.empty());
        }
        return new ProbeAnswer(
                probe.kernel(),
                expression,
                Optional.empty(),
                Optional.of(((ArgumentOutcome.Unresolved) outcome).failure()));
    }
}
