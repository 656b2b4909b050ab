// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.profile;

import dev.probeproof.emulator.profile.HelperAvailability.Condition;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was measured, by release. A release between two measured ones has what the older has, and the helpers that are new
 * since then if the newer has them; one before the first has what the first has, less what came later.
 */
final class AvailabilityTable {
    /** One measured release. Safe to share: threads that ask for the same type at once read the same. */
    static final class Measured {
        private final KernelRelease release;
        private final AvailabilityReader reader;
        private final Map<ProgramType, List<Row>> rows = new ConcurrentHashMap<>();

        Measured(KernelRelease release, AvailabilityReader reader) {
            this.release = release;
            this.reader = reader;
        }

        KernelRelease release() {
            return release;
        }

        boolean has(ProgramType type) {
            return !rows(type).isEmpty();
        }

        Optional<Set<Condition>> find(ProgramType type, int attachType, HelperId helper) {
            List<Row> candidates = rows(type);
            if (candidates.isEmpty()) {
                return Optional.empty();
            }
            for (Row row : candidates) {
                if (row.attachTypes().contains(attachType)) {
                    return Optional.ofNullable(row.helpers().get(helper));
                }
            }
            // The first is for all attach types that no other row names, if there is such a row.
            return Optional.ofNullable(candidates.get(0).helpers().get(helper));
        }

        private List<Row> rows(ProgramType type) {
            List<Row> known = rows.get(type);
            if (known == null) {
                known = reader.rows(type);
                rows.put(type, known);
            }
            return known;
        }
    }

    /** What programs of a type may call that are for one of these attach types. */
    record Row(Set<Integer> attachTypes, Map<HelperId, Set<Condition>> helpers) {}

    /** Reads the resource when it is first needed. */
    private static final class Holder {
        private static final AvailabilityTable TABLE = new AvailabilityTable(AvailabilityReader.releases());
    }

    private static final KernelRelease OLDEST = new KernelRelease(0, 0);

    private final List<Measured> releases;
    /** Read once: the verifier asks at each call that it follows. */
    private final Map<HelperId, KernelRelease> sinceOfHelper = new EnumMap<>(HelperId.class);

    private final Map<ProgramType, KernelRelease> sinceOfType = new EnumMap<>(ProgramType.class);

    private AvailabilityTable(List<Measured> releases) {
        this.releases = releases;
        for (HelperId helper : HelperId.values()) {
            sinceOfHelper.put(helper, KernelRelease.of(helper.since()));
        }
        for (ProgramType type : ProgramType.values()) {
            sinceOfType.put(type, KernelRelease.of(type.since()));
        }
    }

    static AvailabilityTable read() {
        return Holder.TABLE;
    }

    boolean isMeasured(ProgramType type) {
        return releases.stream().anyMatch(measured -> measured.has(type));
    }

    /** The releases, oldest first. */
    List<KernelRelease> releases() {
        return releases.stream().map(Measured::release).toList();
    }

    /** Under what conditions a program may call a helper; empty if it may not at all. */
    Optional<Set<Condition>> find(ProgramType type, int attachType, HelperId helper, KernelProfile profile) {
        KernelRelease helperSince = sinceOfHelper.getOrDefault(helper, OLDEST);
        if (!isIn(profile.release(), helperSince) || !isIn(profile.release(), sinceOfType.getOrDefault(type, OLDEST))) {
            return Optional.empty();
        }
        int newer = 0;
        while (newer < releases.size()
                && isIn(profile.release(), releases.get(newer).release())) {
            newer++;
        }
        if (newer == 0) {
            return releases.get(0).find(type, attachType, helper);
        }
        Measured older = releases.get(newer - 1);
        boolean known = isIn(older.release(), helperSince) && older.has(type);
        boolean newest = newer == releases.size();
        return (known || newest ? older : releases.get(newer)).find(type, attachType, helper);
    }

    private static boolean isIn(KernelRelease release, KernelRelease since) {
        return !release.isBefore(since.major(), since.minor());
    }
}
