// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.object.SourceLine;
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
 * @param owners programs or maps, in the order of the object
 */
record FitReason(Finding first, Set<String> kernels, Set<String> owners) {
    private static final int SHOWN = 3;

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
                    reason.owners().add(place.name());
                }
            }
        }
        return List.copyOf(reasons.values());
    }

    String text() {
        return first.text();
    }

    /** The programs or maps, and the first place in them; empty if it is about the object as a whole. */
    String where() {
        Place place = first.place();
        if (place == null) {
            return "";
        }
        List<String> quoted = new ArrayList<>();
        owners.stream().limit(SHOWN).forEach(owner -> quoted.add("'" + owner + "'"));
        int more = owners.size() - quoted.size();
        SourceLine line = place.line();
        return place.owner()
                + (owners.size() == 1 ? " " : "s ")
                + String.join(", ", quoted)
                + (more > 0 ? " and " + more + " more" : "")
                + (place.slot() < 0 ? "" : ": insn " + place.slot())
                + (line == null ? "" : ", " + shortened(line));
    }

    /** Without directories: compilers record them whole, and they are those of another machine. */
    private static String shortened(SourceLine line) {
        String name = line.file().substring(line.file().lastIndexOf('/') + 1);
        return name + ":" + line.line() + (line.text().isEmpty() ? "" : "   " + line.text());
    }
}
