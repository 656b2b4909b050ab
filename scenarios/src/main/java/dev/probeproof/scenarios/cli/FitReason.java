// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.fit.Finding;
import dev.probeproof.scenarios.fit.KernelFit;
import dev.probeproof.scenarios.fit.ObjectFit;
import dev.probeproof.scenarios.fit.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The same finding on several kernels and in several programs of one object.
 *
 * @param first where it was met first; its text stands for all
 * @param kernels in the order of the report
 * @param programs in the order of the object; none for findings about maps
 */
record FitReason(Finding first, Set<String> kernels, Set<String> programs) {
    private static final int SHOWN_PROGRAMS = 3;

    /** What is equal to the reader: the same matter about the same thing. */
    private record Key(Finding.Kind kind, String subject) {}

    static List<FitReason> group(ObjectFit object, Function<KernelFit, List<Finding>> which) {
        Map<Key, FitReason> reasons = new LinkedHashMap<>();
        for (KernelFit kernel : object.kernels()) {
            for (Finding finding : which.apply(kernel)) {
                FitReason reason = reasons.computeIfAbsent(
                        new Key(finding.kind(), finding.subject()),
                        key -> new FitReason(finding, new LinkedHashSet<>(), new LinkedHashSet<>()));
                reason.kernels().add(kernel.kernel());
                Place place = finding.place();
                if (place != null) {
                    reason.programs().add(place.program());
                }
            }
        }
        return List.copyOf(reasons.values());
    }

    String text() {
        return first.text();
    }

    /** The programs, and the first place in them. */
    String where() {
        Place place = first.place();
        if (place == null) {
            return "maps of the object";
        }
        List<String> quoted = new ArrayList<>();
        programs.stream().limit(SHOWN_PROGRAMS).forEach(program -> quoted.add("'" + program + "'"));
        int more = programs.size() - quoted.size();
        String line = place.line() == null ? "" : ", " + place.line();
        return (programs.size() == 1 ? "program " : "programs ")
                + String.join(", ", quoted)
                + (more > 0 ? " and " + more + " more" : "")
                + (place.slot() < 0 ? "" : ": insn " + place.slot() + line);
    }
}
