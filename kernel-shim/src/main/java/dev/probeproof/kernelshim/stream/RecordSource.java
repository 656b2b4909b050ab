// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.stream;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Records in memory that the kernel writes. {@link PolledStream} sees to waiting, threads and closing. */
interface RecordSource {
    /**
     * Hands over the records that are there now; those that arrive meanwhile are left. A record is given back to the
     * kernel before the sink sees its copy.
     *
     * @param stopped true once the stream is closed: hand over no more
     * @return how many were handed over
     */
    int drain(Consumer<byte[]> sink, BooleanSupplier stopped);

    /**
     * True while the oldest record is still being written: the descriptor is readable, but there is nothing to read.
     */
    boolean isBusy();

    /** How many records the kernel says that it dropped; 0 where it does not count them. */
    long lost();
}
