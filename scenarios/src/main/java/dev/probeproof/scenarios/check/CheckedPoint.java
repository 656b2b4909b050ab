// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.probe.ResolvedSite;
import org.jspecify.annotations.Nullable;

/**
 * What a probe point was made of.
 *
 * @param site what debug information found; null if the kernel's types told
 * @param debugInfo the same as a source of meanings
 */
record CheckedPoint(
        ProbeDefinition definition,
        @Nullable ResolvedSite site,
        @Nullable SiteMeanings debugInfo) {
    static CheckedPoint of(ProbeDefinition definition) {
        return new CheckedPoint(definition, null, null);
    }

    Meanings meanings(ProbePoint point, TargetKernel kernel) {
        return site == null || debugInfo == null
                ? Meanings.of(definition, point, kernel)
                : Meanings.of(definition, point, kernel, debugInfo.at(site));
    }

    /** The place, short enough for a column. */
    String name(ProbePoint point) {
        if (point.attachPoint() instanceof AttachPoint.Kprobe kprobe) {
            return kprobe.function()
                    + (kprobe.offsetBytes() == 0 ? "" : "+0x" + Long.toHexString(kprobe.offsetBytes()));
        }
        return site == null ? definition.function() : definition.place() + "@0x" + Long.toHexString(site.address());
    }
}
