// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.attach;

import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.sys.PerfEventAttribute;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.io.IOException;

/** A perf event source for probes, {@code kprobe} or {@code uprobe}: both are used alike (since 4.17). */
final class ProbeSource {
    private final KernelFiles files;
    private final String name;

    ProbeSource(KernelFiles files, String name) {
        this.files = files;
        this.name = name;
    }

    /**
     * An event of this source.
     *
     * @param target pointer to the function's name or the file's path
     * @param offset in the function or file
     */
    PerfEventAttribute event(long target, long offset, boolean onReturn) {
        try {
            int type = files.perfSourceType(name).orElseThrow(this::missing);
            long config = onReturn ? 1L << files.perfFormatBit(name, "retprobe").orElse(0) : 0;
            return PerfEventAttribute.probe(type, config, target, offset);
        } catch (IOException unreadable) {
            throw new UnsupportedFeatureException(name + " through perf_event_open", unreadable.toString());
        }
    }

    private UnsupportedFeatureException missing() {
        return new UnsupportedFeatureException(
                name + " through perf_event_open",
                "this kernel has no event source '" + name + "' below /sys/bus/event_source/devices: it is older than"
                        + " 4.17, or was built without " + name + " events");
    }
}
