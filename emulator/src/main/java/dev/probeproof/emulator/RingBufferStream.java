// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.map.RingBufferMap;
import dev.probeproof.loader.kernel.EventStream;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The consumer's end of a ring buffer. Nothing happens while it waits, for programs run on the caller's own
 * thread: so it never waits.
 */
final class RingBufferStream implements EventStream {
    private final RingBufferMap map;
    private final HandleState object;

    RingBufferStream(KernelState kernel, RingBufferMap map) {
        this.map = map;
        this.object =
                new HandleState(kernel, "event stream of map '" + map.spec().name() + "'", this);
        map.references().retain();
    }

    @Override
    public int poll(Duration timeout, Consumer<byte[]> sink) {
        return object.use(() -> map.consume(sink));
    }

    @Override
    public void close() {
        object.close(() -> {
            map.references().release();
        });
    }
}
