// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.kernel.AttachPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Which programs are attached where, in the order of their attachment: the order in which they run. */
final class AttachTable {
    private final List<EmulatedLink> links = new ArrayList<>();

    void add(EmulatedLink link) {
        links.add(link);
    }

    void remove(EmulatedLink link) {
        links.remove(link);
    }

    /** The links that an event concerns, as they are now. */
    List<EmulatedLink> at(KprobeEvent event) {
        return links.stream().filter(link -> concerns(event, link.point())).toList();
    }

    /** The links of exactly that point, as they are now. */
    List<EmulatedLink> at(AttachPoint point) {
        return at(point::equals);
    }

    /** The links at points that fit, as they are now. */
    List<EmulatedLink> at(Predicate<AttachPoint> point) {
        return links.stream().filter(link -> point.test(link.point())).toList();
    }

    private static boolean concerns(KprobeEvent event, AttachPoint point) {
        if (point instanceof AttachPoint.Kprobe kprobe) {
            return kprobe.onReturn() == event.onReturn() && kprobe.place().equals(event.function());
        }
        if (point instanceof AttachPoint.Uprobe uprobe) {
            boolean process = uprobe.pid() == -1 || uprobe.pid() == event.task().tgid();
            return process
                    && uprobe.onReturn() == event.onReturn()
                    && uprobe.place().equals(event.function());
        }
        return false;
    }
}
