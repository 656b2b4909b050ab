// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import org.jspecify.annotations.Nullable;

/** Whether what a register of a kept state could do includes what one of the current state can do ({@code regsafe}). */
final class RegisterComparison {
    private final PruningRules rules;
    private final IdMap ids;
    /** Whether all numbers have to be covered, not only those that a verdict depended on. */
    private final boolean comparesNumbers;
    /** The same for linked ones: before links were in the history, what depended on them was not always found. */
    private final boolean comparesLinked;

    RegisterComparison(PruningRules rules, IdMap ids, @Nullable ProofRecorder recorder) {
        this.rules = rules;
        this.ids = ids;
        this.comparesNumbers = recorder != null && recorder.comparesNumbers();
        this.comparesLinked = recorder != null && !rules.linksInHistory();
    }

    /**
     * @param isRead whether a continuation of the kept state read the register, as far as that is known
     */
    boolean covers(RegisterState old, RegisterState current, boolean isRead, ComparisonLevel level) {
        if (level == ComparisonLevel.EXACT) {
            return areExact(old, current);
        }
        if (!isRead && level == ComparisonLevel.NOT_EXACT) {
            return true;
        }
        if (rules.comparesIdsAsTheyAre()) {
            return earlierCovers(old, current);
        }
        if (old.is(RegisterType.NOT_INIT)
                && (level == ComparisonLevel.NOT_EXACT || current.is(RegisterType.NOT_INIT))) {
            return true;
        }
        if (old.type() != current.type() || old.flags() != current.flags()) {
            return false;
        }
        return switch (old.type()) {
            case SCALAR -> scalarCovers(old, current, level);
            case MAP_KEY, MAP_VALUE, MEMORY, BUFFER, TP_BUFFER -> memoryCovers(old, current);
            case PACKET, PACKET_META -> packetCovers(old, current);
            case STACK -> old.frame() == current.frame() && areExact(old, current);
            case ARENA -> true;
            case INSTRUCTION -> samePlace(old, current) && rangeCovers(old, current);
            default -> areExact(old, current);
        };
    }

    /** Before Linux 6.3 equal ids were enough, and only some kinds of pointers were compared by more than equality. */
    private boolean earlierCovers(RegisterState old, RegisterState current) {
        boolean equal = old.equalsIgnoringPrecision(current);
        if (equal || old.is(RegisterType.NOT_INIT)) {
            return true;
        }
        if (old.type() != current.type() || old.flags() != current.flags()) {
            return false;
        }
        return switch (old.type()) {
            case SCALAR -> !old.isPrecise() || rangeCovers(old, current);
            case MAP_KEY, MAP_VALUE ->
                old.mayBeNull()
                        ? samePlace(old, current) && ids.matches(old.id(), current.id())
                        : samePlace(old, current) && rangeCovers(old, current);
            case PACKET, PACKET_META ->
                old.size() <= current.size()
                        && old.offset() == current.offset()
                        && (old.id() == 0 || ids.matches(old.id(), current.id()))
                        && rangeCovers(old, current);
            default -> false;
        };
    }

    private boolean areExact(RegisterState old, RegisterState current) {
        return old.sameButIds(current)
                && ids.matches(old.id(), current.id())
                && ids.matches(old.referenceId(), current.referenceId());
    }

    private boolean scalarCovers(RegisterState old, RegisterState current, ComparisonLevel level) {
        boolean matters = old.isPrecise() || comparesNumbers || comparesLinked && old.id() != 0;
        if (!matters && level == ComparisonLevel.NOT_EXACT) {
            return true;
        }
        boolean mattered = old.id() != 0 || !rules.relaxesLinks();
        if (((old.id() ^ current.id()) & RegisterState.ANY_ADD_CONSTANT) != 0 && mattered) {
            return false;
        }
        if ((old.id() & RegisterState.ANY_ADD_CONSTANT) != 0 && old.offset() != current.offset()) {
            return false;
        }
        return rangeCovers(old, current) && scalarIdsMatch(old.id(), current.id());
    }

    private boolean scalarIdsMatch(int old, int current) {
        return rules.relaxesLinks() ? ids.matchesUsedLinks(old, current) : ids.matchesScalars(old, current);
    }

    private boolean memoryCovers(RegisterState old, RegisterState current) {
        return samePlace(old, current)
                && rangeCovers(old, current)
                && ids.matches(old.id(), current.id())
                && ids.matches(old.referenceId(), current.referenceId());
    }

    /** At least as much of the packet has to be proved to be there, and at the same offset because of alignment. */
    private boolean packetCovers(RegisterState old, RegisterState current) {
        return old.size() <= current.size()
                && old.offset() == current.offset()
                && ids.matches(old.id(), current.id())
                && rangeCovers(old, current);
    }

    private static boolean rangeCovers(RegisterState old, RegisterState current) {
        return old.bounds() == current.bounds() || old.bounds().contains(current.bounds());
    }

    /** All but variable part and ids. */
    private static boolean samePlace(RegisterState old, RegisterState current) {
        return old == current
                || old.offset() == current.offset()
                        && old.map() == current.map()
                        && old.mapUid() == current.mapUid()
                        && old.size() == current.size()
                        && old.typeId() == current.typeId()
                        && old.types() == current.types()
                        && old.detail() == current.detail();
    }
}
