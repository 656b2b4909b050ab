// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.profile;

import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which program type may call which helper on which release, and what the kernel says otherwise: the one answer to that
 * question. It is read from {@link MeasuredHelpers}, which says how it was measured. Licences are another matter: the
 * prototype of a helper says whether it needs one.
 */
public final class HelperAvailability {
    /** What else must hold for a call of a helper that a type has. */
    public enum Condition {
        /** Only sleepable programs may call it. */
        SLEEPABLE_PROGRAM,
        /** Only programs for certain functions, hooks, iterators or operations may call it. */
        SOME_TARGETS,
        /** The verifier knows it for the type, but only programs behind a trampoline may call it, and these are not. */
        TRAMPOLINE
    }

    private HelperAvailability() {}

    /** Whether a type was measured at all; what was not has no helpers here. */
    public static boolean isMeasured(ProgramType type) {
        return AvailabilityTable.read().isMeasured(type);
    }

    /**
     * Whether programs of a type may call a helper, perhaps under {@link #conditions}.
     *
     * @param expectedAttachType as it was passed with the program; 0 for types that have none
     */
    public static boolean allows(ProgramType type, int expectedAttachType, HelperId helper, KernelProfile profile) {
        return isKnown(type, expectedAttachType, helper, profile)
                && !conditions(type, expectedAttachType, helper, profile).contains(Condition.TRAMPOLINE);
    }

    private static boolean isKnown(ProgramType type, int expectedAttachType, HelperId helper, KernelProfile profile) {
        return AvailabilityTable.read()
                .find(type, expectedAttachType, helper, profile)
                .isPresent();
    }

    /** What else must hold for the call; empty also for a helper that the type does not have. */
    public static Set<Condition> conditions(
            ProgramType type, int expectedAttachType, HelperId helper, KernelProfile profile) {
        return AvailabilityTable.read()
                .find(type, expectedAttachType, helper, profile)
                .orElse(Set.of());
    }

    /** Every helper that programs of a type may call on a release, perhaps under conditions. */
    public static Set<HelperId> of(ProgramType type, int expectedAttachType, KernelProfile profile) {
        EnumSet<HelperId> helpers = EnumSet.noneOf(HelperId.class);
        for (HelperId helper : HelperId.values()) {
            if (allows(type, expectedAttachType, helper, profile)) {
                helpers.add(helper);
            }
        }
        return Collections.unmodifiableSet(helpers);
    }

    /**
     * What the verifier says, after EINVAL, to a call of a helper that the type does not have.
     *
     * @param number the immediate of the call
     * @param sleepable whether the program is
     */
    public static Optional<String> refusal(
            ProgramType type, int expectedAttachType, boolean sleepable, int number, KernelProfile profile) {
        Optional<HelperId> helper =
                HelperId.of(number).filter(id -> profile.release().has(id.since()));
        if (helper.isEmpty() && number != 0) {
            return Optional.of("invalid func unknown#" + number);
        }
        boolean given = helper.isPresent()
                && isKnown(type, expectedAttachType, helper.get(), profile)
                && (sleepable
                        || profile.has(KernelChange.SLEEPING_CALLS_NAMED)
                        || !conditions(type, expectedAttachType, helper.get(), profile)
                                .contains(Condition.SLEEPABLE_PROGRAM));
        if (given) {
            return Optional.empty();
        }
        return Optional.of(
                refusalOfType(helper.map(HelperId::functionName).orElse("bpf_unspec") + "#" + number, profile));
    }

    /** What the verifier says, after EINVAL, of a helper that a program's type does not have. */
    public static String refusalOfType(HelperId helper, KernelProfile profile) {
        return refusalOfType(helper.functionName() + "#" + helper.number(), profile);
    }

    private static String refusalOfType(String helper, KernelProfile profile) {
        return profile.has(KernelChange.HELPER_OF_TYPE_NAMED)
                ? "program of this type cannot use helper " + helper
                : "unknown func " + helper;
    }

    /**
     * What the verifier says, after EINVAL, to a call of a helper that the type has but the program must not make because
     * it cannot sleep. It says so after it has looked at the licence.
     */
    public static Optional<String> sleepRefusal(
            ProgramType type, int expectedAttachType, boolean sleepable, HelperId helper, KernelProfile profile) {
        boolean sleeps = conditions(type, expectedAttachType, helper, profile).contains(Condition.SLEEPABLE_PROGRAM);
        if (!sleeps || sleepable || !profile.has(KernelChange.SLEEPING_CALLS_NAMED)) {
            return Optional.empty();
        }
        // Measured on 7.2, not on 6.18; the release between them that changed it is not known.
        return Optional.of(
                profile.release().has("7.0")
                        ? "sleepable helper " + helper.functionName() + "#" + helper.number() + " in non-sleepable prog"
                        : "helper call might sleep in a non-sleepable prog");
    }

    /**
     * What the verifier says, after ENOTSUPP, to a call of a helper that only programs behind a trampoline may call, when
     * it has followed the program.
     */
    public static Optional<String> trampolineRefusal(
            ProgramType type, int expectedAttachType, HelperId helper, KernelProfile profile) {
        if (!conditions(type, expectedAttachType, helper, profile).contains(Condition.TRAMPOLINE)) {
            return Optional.empty();
        }
        String name = "func " + helper.functionName() + "#" + helper.number();
        return Optional.of(
                type == ProgramType.TRACING
                        ? name + " supported only for fentry/fexit/fmod_ret programs"
                        : name + " not supported for program type " + type.number());
    }
}
