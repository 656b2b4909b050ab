// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.kernel.AttachPoint;
import java.util.List;
import java.util.function.Predicate;

/** What events need of the kernel that they happen in. */
record Happenings(KernelState kernel, AttachTable attachments, ProgramRunner runner) {
    /** In the order of attachment. */
    List<EmulatedLink> at(Predicate<AttachPoint> point) {
        return attachments.at(point);
    }

    List<EmulatedLink> newestFirst(Predicate<AttachPoint> point) {
        return AttachTable.newestFirst(attachments.at(point));
    }

    boolean isAttached(Predicate<AttachPoint> point) {
        return !attachments.at(point).isEmpty();
    }
}
