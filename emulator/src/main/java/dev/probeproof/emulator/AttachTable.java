// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.kernel.AttachPoint;
import java.util.ArrayList;
import java.util.List;

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
        return links.stream().filter(link -> link.point().equals(point)).toList();
    }

    /** An event names a kernel function, with {@code +offset} inside one, or a file with {@code +0x} offset. */
    private static boolean concerns(KprobeEvent event, AttachPoint point) {
        if (point instanceof AttachPoint.Kprobe kprobe) {
            String name =
                    kprobe.offsetBytes() == 0 ? kprobe.function() : kprobe.function() + "+" + kprobe.offsetBytes();
            return kprobe.onReturn() == event.onReturn() && name.equals(event.function());
        }
        if (point instanceof AttachPoint.Uprobe uprobe) {
            String name = uprobe.file() + "+0x" + Long.toHexString(uprobe.fileOffset());
            boolean process = uprobe.pid() == -1 || uprobe.pid() == event.task().tgid();
            return process && uprobe.onReturn() == event.onReturn() && name.equals(event.function());
        }
        return false;
    }
}
