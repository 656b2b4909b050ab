// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.profile.HelperAvailability;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the kernel knows about a program type: its context, what it may do, the helpers it may call, where it can be attached. */
public interface ProgramTypeModel extends ContextRules {
    ProgramType type();

    /** Whether programs of this type can be run here; the others can only be verified. */
    default boolean isEmulated() {
        return true;
    }

    /** What it is for and what its context is, in one line of the documentation. */
    String summary();

    /** Every helper that Linux 6.18 allows, emulated or not. */
    default Set<HelperId> helpers() {
        return HelperAvailability.of(type(), 0, KernelProfile.of("6.18"));
    }

    /** What the kernel says, after EINVAL, to a program that can never be loaded as this type; empty if it can. */
    default Optional<String> refusal(ProgramImage image) {
        return Optional.empty();
    }

    boolean attachesTo(AttachPoint point);

    /** The context that a program of this type gets for a probe. */
    default byte[] context(KprobeEvent event) {
        throw new IllegalArgumentException("a program of type " + type() + " does not run for a kprobe event");
    }

    /**
     * The context of {@code BPF_PROG_TEST_RUN}.
     *
     * @throws KernelException ENOTSUPP for types that have no test run, EINVAL for input that the type does not take
     */
    default byte[] testRunContext(TestRun.Input input) {
        throw new KernelException("test-run a program of type " + type(), Errno.ENOTSUPP, "no kernel can");
    }

    /**
     * The packet of {@code BPF_PROG_TEST_RUN}, which has the context with it; null for types that run on no packet.
     *
     * @throws KernelException EINVAL for a packet that the type does not take
     */
    default @Nullable RunPacket testRunPacket(TestRun.Input input, ByteOrder order) {
        return null;
    }

    /** Whether programs may write to their context. */
    default boolean writesContext() {
        return false;
    }
}
