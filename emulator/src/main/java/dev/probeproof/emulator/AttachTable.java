// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.kernel.AttachPoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which programs are attached where, in the order of their attachment.
 *
 * <p>Kernels run them in another one, measured on Linux 5.10 to 7.2: of kprobes, uprobes, uretprobes and the programs of a
 * trampoline the newest comes first; kretprobes and tracepoints run as they were attached.
 */
final class AttachTable {
    private final List<EmulatedLink> links = new ArrayList<>();

    void add(EmulatedLink link) {
        links.add(link);
    }

    void remove(EmulatedLink link) {
        links.remove(link);
    }

    /** The links that an event concerns, as they are now, in the order in which they run. */
    List<EmulatedLink> at(KprobeEvent event) {
        List<EmulatedLink> concerned =
                links.stream().filter(link -> concerns(event, link.point())).toList();
        boolean kretprobes =
                event.onReturn() && concerned.stream().allMatch(link -> link.point() instanceof AttachPoint.Kprobe);
        return kretprobes ? concerned : newestFirst(concerned);
    }

    /** The links of exactly that point, as they are now. */
    List<EmulatedLink> at(AttachPoint point) {
        return at(point::equals);
    }

    /** The links at points that fit, as they are now. */
    List<EmulatedLink> at(Predicate<AttachPoint> point) {
        return links.stream().filter(link -> point.test(link.point())).toList();
    }

    /** The order of kprobes, uprobes, uretprobes and the programs of trampolines. */
    static List<EmulatedLink> newestFirst(List<EmulatedLink> inOrderOfAttachment) {
        List<EmulatedLink> turned = new ArrayList<>(inOrderOfAttachment);
        Collections.reverse(turned);
        return turned;
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
