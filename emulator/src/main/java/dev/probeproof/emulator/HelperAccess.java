// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.helper.Helper;
import dev.probeproof.emulator.helper.HelperContext;
import dev.probeproof.emulator.helper.HelperPrototype;
import dev.probeproof.emulator.helper.HelperPrototypes;
import dev.probeproof.emulator.helper.HelperTable;
import dev.probeproof.emulator.helper.Helpers;
import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.emulator.profile.HelperAvailability;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.uapi.GplCompatibility;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Optional;

/** Which helpers a program may call: by its type, its licence, and the kernel's release and architecture. */
final class HelperAccess {
    private static final int BPF_F_SLEEPABLE = 1 << 4;
    private static final String GPL_RESTRICTED = "cannot call GPL-restricted function from non-GPL compatible program";

    private final Helpers helpers;
    private final Subject program;
    private final KernelProfile profile;
    private final AddressRules rules;
    private final Helper[] table = HelperTable.of(this::resolve);

    HelperAccess(Helpers helpers, Subject program, KernelProfile profile, AddressRules rules) {
        this.helpers = helpers;
        this.program = program;
        this.profile = profile;
        this.rules = rules;
    }

    /** What a program is, as far as it decides of helpers. */
    record Subject(ProgramType type, int expectedAttachType, boolean sleepable, boolean gplCompatible) {
        static Subject of(ProgramImage image) {
            return new Subject(
                    image.type(),
                    image.expectedAttachType(),
                    (image.flags() & BPF_F_SLEEPABLE) != 0,
                    GplCompatibility.of(image.license()));
        }
    }

    /** What a verifier says to a call; empty if it may be made. */
    Optional<String> refusal(int number) {
        Optional<String> ofType = HelperAvailability.refusal(
                program.type(), program.expectedAttachType(), program.sleepable(), number, profile);
        if (ofType.isPresent()) {
            return ofType;
        }
        HelperId id = HelperId.of(number).orElseThrow();
        if (isForOneAddressSpace(id) && rules.separateSpaces()) {
            return Optional.of(HelperAvailability.refusalOfType(id, profile));
        }
        if (!program.gplCompatible()
                && HelperPrototypes.find(id, program.type(), profile).gplOnly()) {
            return Optional.of(GPL_RESTRICTED);
        }
        return HelperAvailability.sleepRefusal(
                        program.type(), program.expectedAttachType(), program.sleepable(), id, profile)
                .or(() -> HelperAvailability.trampolineRefusal(
                        program.type(), program.expectedAttachType(), id, profile));
    }

    /** What a call of that number does: the helper, or an end of the run that says why not; empty for no helper's number. */
    Optional<Helper> resolve(int number) {
        return HelperId.of(number).map(id -> {
            Optional<String> refusal = refusal(number);
            if (refusal.isPresent()) {
                return new Absent(id, ExecutionFault.Kind.INSTRUCTION, refusal.get());
            }
            return helpers.find(id)
                    .orElseGet(() -> new Absent(
                            id,
                            ExecutionFault.Kind.NOT_EMULATED,
                            "not emulated: helper " + id.functionName() + "#" + number
                                    + "; docs/helpers.md lists those that are"));
        });
    }

    /** What {@link #resolve} says of each number, asked when it is called. */
    Helper[] table() {
        return table;
    }

    private static boolean isForOneAddressSpace(HelperId id) {
        return id == HelperId.PROBE_READ || id == HelperId.PROBE_READ_STR;
    }

    /** Stands for a helper that the program cannot have. */
    private record Absent(HelperId id, ExecutionFault.Kind kind, String reason) implements Helper {
        @Override
        public HelperPrototype prototype() {
            return HelperPrototype.of(id);
        }

        @Override
        public long call(HelperContext context, long a1, long a2, long a3, long a4, long a5) {
            throw new ExecutionFault(kind, reason);
        }
    }
}
