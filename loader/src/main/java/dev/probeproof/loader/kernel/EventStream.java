// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import java.time.Duration;
import java.util.function.Consumer;

/** The consumer's end of a ring buffer or perf buffer. */
public interface EventStream extends AutoCloseable {
    /**
     * Hands every record that is ready to the sink, in order; waits up to the timeout for a first one.
     *
     * @return how many records were handed over
     */
    int poll(Duration timeout, Consumer<byte[]> sink);

    /**
     * How many records the kernel reports as dropped because the buffer was full. Ring buffers report none: there the program
     * learns of it, and only the program.
     */
    default long lost() {
        return 0;
    }

    @Override
    void close();
}
