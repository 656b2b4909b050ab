// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.LoadedInstance;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.LoadedProgram;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.probe.ProbePoint;
import java.util.List;
import java.util.Optional;

/** Which instance of which program a link is. */
final class Attachments {
    private final List<LoadedObject> objects;

    Attachments(List<LoadedObject> objects) {
        this.objects = objects;
    }

    /**
     * A program that is attached.
     *
     * @param point which its instance was made for; empty for one that fetches nothing and is attached by its section
     */
    record Attachment(String program, LoadedInstance instance, Optional<ProbePoint> point) {}

    boolean isAttached(AttachPoint point) {
        return objects.stream()
                .flatMap(object -> object.links().stream())
                .anyMatch(link -> link.point().equals(point));
    }

    Attachment of(LinkHandle link) {
        for (LoadedObject object : objects) {
            for (LoadedProgram program : object.programs()) {
                for (LoadedInstance instance : program.instances()) {
                    if (instance.handle() == link.program()) {
                        Optional<ProbePoint> point = instance.instance().points().stream()
                                .filter(each -> each.attachPoint().equals(link.point()))
                                .findFirst();
                        return new Attachment(program.name(), instance, point);
                    }
                }
            }
        }
        throw new IllegalArgumentException("no link of these objects: " + link);
    }
}
