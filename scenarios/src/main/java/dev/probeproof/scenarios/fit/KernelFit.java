// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.kernel.KernelRelease;
import java.util.List;
import java.util.Optional;

/**
 * One object on one kernel.
 *
 * @param kernel its name
 * @param findings those that keep the object from fitting and those that do not, programs in the object's order
 * @param needs what the object uses of this kernel's BPF, each once, in the order in which it is met
 */
public record KernelFit(String kernel, List<Finding> findings, List<Need> needs) {
    public KernelFit {
        findings = List.copyOf(findings);
        needs = List.copyOf(needs);
    }

    /** True if nothing is known that keeps the object from loading. What its verifier says is another matter. */
    public boolean fits() {
        return problems().isEmpty();
    }

    /** What keeps the object from fitting. */
    public List<Finding> problems() {
        return findings.stream()
                .filter(finding -> finding.kind().spoilsTheFit())
                .toList();
    }

    /** What does not keep it from fitting, but is good to know. */
    public List<Finding> notes() {
        return findings.stream()
                .filter(finding -> !finding.kind().spoilsTheFit())
                .toList();
    }

    /** The need that came last, among those whose release is recorded: no older mainline kernel will do. */
    public Optional<Need> newestNeed() {
        Need newest = null;
        for (Need need : needs) {
            if (!need.since().isEmpty() && (newest == null || isNewer(need.since(), newest.since()))) {
                newest = need;
            }
        }
        return Optional.ofNullable(newest);
    }

    static boolean isNewer(String release, String other) {
        KernelRelease second = KernelRelease.of(other);
        return !KernelRelease.of(release).equals(second)
                && KernelRelease.of(release).isAtLeast(second.major(), second.minor());
    }
}
