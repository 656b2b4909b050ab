// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.map.PerfEventArrayMap;
import dev.probeproof.loader.kernel.EventStream;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The consumer's end of a perf event array: its buffers exist while this is open. Nothing happens while it waits, for programs run on the caller's own
 * thread: so it never waits.
 */
final class PerfBufferStream implements EventStream {
    private final PerfEventArrayMap map;
    private final HandleState object;

    PerfBufferStream(KernelState kernel, PerfEventArrayMap map) {
        this.map = map;
        this.object =
                new HandleState(kernel, "event stream of map '" + map.spec().name() + "'", this);
        map.references().retain();
        map.openReader();
    }

    @Override
    public int poll(Duration timeout, Consumer<byte[]> sink) {
        return object.use(() -> map.drain(sink));
    }

    @Override
    public void close() {
        object.close(() -> {
            map.closeReader();
            map.references().release();
        });
    }
}
