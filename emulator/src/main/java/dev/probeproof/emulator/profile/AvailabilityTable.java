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

/**
 * What was measured, by release. A release between two measured ones has what the older has, and the helpers that are new
 * since then if the newer has them; one before the first has what the first has, less what came later.
 */
final class AvailabilityTable {
    /**
     * The rows of one measured release.
     *
     * @param rows by type; the row without attach types, if there is one, is for those that no other row names
     */
    record Measured(KernelRelease release, Map<ProgramType, List<Row>> rows) {
        Optional<Set<Condition>> find(ProgramType type, int attachType, HelperId helper) {
            List<Row> candidates = rows.getOrDefault(type, List.of());
            return candidates.stream()
                    .filter(row -> row.attachTypes().contains(attachType))
                    .findFirst()
                    .or(() -> candidates.stream().findFirst())
                    .flatMap(row -> Optional.ofNullable(row.helpers().get(helper)));
        }
    }

    /** What programs of a type may call that are for one of these attach types. */
    record Row(Set<Integer> attachTypes, Map<HelperId, Set<Condition>> helpers) {}

    /** Reads the resource when it is first needed. */
    private static final class Holder {
        private static final AvailabilityTable TABLE = new AvailabilityTable(AvailabilityReader.read());
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
        return releases.stream().anyMatch(measured -> measured.rows().containsKey(type));
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
        boolean known = isIn(older.release(), helperSince) && older.rows().containsKey(type);
        boolean newest = newer == releases.size();
        return (known || newest ? older : releases.get(newer)).find(type, attachType, helper);
    }

    private static boolean isIn(KernelRelease release, KernelRelease since) {
        return !release.isBefore(since.major(), since.minor());
    }

    /** An empty set of helpers, to be filled. */
    static Map<HelperId, Set<Condition>> noHelpers() {
        return new EnumMap<>(HelperId.class);
    }
}
