// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import java.util.ArrayList;
import java.util.List;

/** Arguments of a definition that means several places: what only some of them have is {@link FetchBase.Absent} at the others. */
final class Absences {
    private Absences() {}

    /**
     * The arguments of one place. One of those that a word such as {@code $vars} stands for is left out if it is at no place.
     *
     * @param own what became of each there
     * @param all the same for every place of the definition
     * @throws ProbeResolutionException if one is found at no place at all
     */
    static List<FetchArgument> arguments(List<ArgumentOutcome> own, List<List<ArgumentOutcome>> all) {
        List<FetchArgument> arguments = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            int index = i;
            boolean somewhere = all.stream().anyMatch(other -> other.get(index) instanceof ArgumentOutcome.Resolved);
            ArgumentOutcome outcome = own.get(i);
            if (!somewhere && outcome.definition().optional()) {
                continue;
            }
            arguments.add(
                    somewhere && outcome instanceof ArgumentOutcome.Unresolved unresolved
                            ? absent(unresolved, index, all)
                            : outcome.orThrow().argument());
        }
        return arguments;
    }

    /** Nothing, in the form that the argument has where it is something, so that all places hand over alike. */
    private static FetchArgument absent(
            ArgumentOutcome.Unresolved outcome, int index, List<List<ArgumentOutcome>> all) {
        FetchLeaf leaf = all.stream()
                .map(other -> other.get(index))
                .filter(ArgumentOutcome.Resolved.class::isInstance)
                .map(other -> other.orThrow().argument().fetch().leaf())
                .findFirst()
                .orElseThrow();
        String message = outcome.failure().getMessage();
        String reason = message == null ? "" : message.lines().findFirst().orElse("");
        return new FetchArgument(
                outcome.definition().label(),
                outcome.definition().text(),
                new FetchArgument.Fetch(new FetchBase.Absent("absent: " + reason), List.of(), leaf));
    }
}
