// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.stream;

import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.loader.kernel.EventStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A source of records as a stream: one thread polls, any thread may close, the sink included. Memory is unmapped only
 * when nobody reads it: touching it later would kill the JVM.
 */
final class PolledStream implements EventStream {
    private static final Duration BUSY_WAIT = Duration.ofMillis(1);

    private final String name;
    private final RecordSource source;
    private final Readiness readiness;
    private final OpenResources resources;
    private final OpenResources owner;
    private final ReentrantLock polling = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean closedBySink;

    /**
     * @param name for messages, such as {@code ring buffer 'events'}
     * @param resources closed with the stream
     * @param owner closes the stream when it closes
     */
    PolledStream(String name, RecordSource source, Readiness readiness, OpenResources resources, OpenResources owner) {
        this.name = name;
        this.source = source;
        this.readiness = readiness;
        this.resources = resources;
        this.owner = owner;
        owner.add(this, this::close);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Records that arrive while the sink runs are left for the next call. A record handed to a sink that throws is
     * consumed.
     */
    @Override
    public int poll(Duration timeout, Consumer<byte[]> sink) {
        if (polling.isHeldByCurrentThread()) {
            throw new IllegalStateException(name + " is polled by its own sink");
        }
        polling.lock();
        try {
            if (closed.get()) {
                throw new IllegalStateException(name + " is closed");
            }
            return waitAndDrain(timeout, sink);
        } finally {
            try {
                if (closedBySink) {
                    release();
                }
            } finally {
                polling.unlock();
            }
        }
    }

    private int waitAndDrain(Duration timeout, Consumer<byte[]> sink) {
        long start = System.nanoTime();
        int delivered = source.drain(sink, closed::get);
        Duration left = timeout;
        while (delivered == 0 && !closed.get() && !left.isNegative() && !left.isZero()) {
            if (source.isBusy()) {
                readiness.awaitInterrupt(left.compareTo(BUSY_WAIT) < 0 ? left : BUSY_WAIT);
            } else {
                readiness.await(left);
            }
            delivered = source.drain(sink, closed::get);
            left = timeout.minusNanos(System.nanoTime() - start);
        }
        return delivered;
    }

    @Override
    public long lost() {
        return source.lost();
    }

    /** Ends a poll of another thread and waits for its sink; inside the sink, takes effect when the sink returns. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (polling.isHeldByCurrentThread()) {
            closedBySink = true;
            return;
        }
        readiness.interrupt();
        polling.lock();
        try {
            release();
        } finally {
            polling.unlock();
        }
    }

    private void release() {
        closedBySink = false;
        owner.remove(this);
        resources.close();
    }
}
