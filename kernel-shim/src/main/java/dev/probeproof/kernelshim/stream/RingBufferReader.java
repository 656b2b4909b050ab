// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.stream;

import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.sys.Syscalls;
import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The consumer of a ring buffer map (kernel documentation, "BPF ring buffer").
 *
 * <p>The first page holds the consumer's position, which we write; the next the producer's, which the kernel writes; then comes the data,
 * mapped twice in a row, so that no record is ever seen in two pieces. Positions count bytes for ever and are taken modulo the
 * size. A record is published by clearing its busy bit, so its length is read with acquire order before its payload;
 * the space is given back by storing our position with release order after the payload was copied.
 *
 * <p>One thread polls; any thread may close, the sink included.
 */
public final class RingBufferReader implements EventStream {
    /** A larger one would not fit, twice, into one view of memory. */
    private static final int MAX_BYTES = 512 * 1024 * 1024;

    private static final VarHandle POSITION =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle HEADER = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int BUSY = 1 << 31;
    private static final int DISCARDED = 1 << 30;
    private static final int HEADER_BYTES = 8;
    private static final Duration BUSY_WAIT = Duration.ofMillis(1);

    private final String name;
    private final int mask;
    private final int dataStart;
    private final OpenResources owner;
    private final OpenResources resources = new OpenResources();
    private final MappedMemory consumer;
    private final MappedMemory producer;
    private final Readiness readiness;
    private final ReentrantLock polling = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean closedBySink;

    /**
     * Opens the consumer's end.
     *
     * @param name of the map, for messages
     * @param mapFd of the map; the reader keeps a descriptor of its own
     * @param sizeBytes {@code max_entries} of the map
     * @param owner closes the reader when it closes
     */
    public static RingBufferReader open(Syscalls syscalls, String name, Fd mapFd, int sizeBytes, OpenResources owner) {
        if (sizeBytes <= 0 || sizeBytes > MAX_BYTES) {
            throw new UnsupportedFeatureException(
                    "reading ring buffer '" + name + "'",
                    Integer.toUnsignedString(sizeBytes) + " bytes; at most " + MAX_BYTES + " can be mapped here");
        }
        return new RingBufferReader(syscalls, name, mapFd, sizeBytes, owner);
    }

    private RingBufferReader(Syscalls syscalls, String name, Fd mapFd, int sizeBytes, OpenResources owner) {
        this.name = name;
        this.mask = sizeBytes - 1;
        this.dataStart = syscalls.pageSize();
        this.owner = owner;
        try {
            String operation = "map ring buffer '" + name + "'";
            int page = syscalls.pageSize();
            Fd map = resources.add(mapFd.duplicate());
            consumer = MappedMemory.writable(syscalls, map, 0, page, operation);
            resources.add(consumer, consumer::close);
            producer = MappedMemory.readOnly(syscalls, map, page, page + 2 * sizeBytes, operation);
            resources.add(producer, producer::close);
            readiness = new Readiness(syscalls, List.of(map));
            resources.add(readiness, readiness::close);
        } catch (RuntimeException refusal) {
            throw resources.closeAfter(refusal);
        }
        owner.add(this, this::close);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Records that arrive while the sink runs are left for the next call. A record handed to a sink that throws is consumed.
     */
    @Override
    public int poll(Duration timeout, Consumer<byte[]> sink) {
        if (polling.isHeldByCurrentThread()) {
            throw new IllegalStateException("ring buffer '" + name + "' is polled by its own sink");
        }
        polling.lock();
        try {
            if (closed.get()) {
                throw new IllegalStateException("ring buffer '" + name + "' is closed");
            }
            return waitAndDrain(timeout, sink);
        } finally {
            if (closedBySink) {
                release();
            }
            polling.unlock();
        }
    }

    private int waitAndDrain(Duration timeout, Consumer<byte[]> sink) {
        long start = System.nanoTime();
        int delivered = drain(sink);
        Duration left = timeout;
        while (delivered == 0 && !closed.get() && !left.isNegative() && !left.isZero()) {
            if (hasRecords()) {
                // The oldest record is still being written, and until then the descriptor counts as readable.
                readiness.awaitInterrupt(left.compareTo(BUSY_WAIT) < 0 ? left : BUSY_WAIT);
            } else {
                readiness.await(left);
            }
            delivered = drain(sink);
            left = timeout.minusNanos(System.nanoTime() - start);
        }
        return delivered;
    }

    private int drain(Consumer<byte[]> sink) {
        int delivered = 0;
        long end = producerPosition();
        for (long at = consumerPosition(); at != end && !closed.get(); at = consumerPosition()) {
            int header = (int) HEADER.getAcquire(producer.bytes(), dataIndex(at));
            if ((header & BUSY) != 0) {
                break;
            }
            int length = header & ~DISCARDED;
            if ((header & DISCARDED) != 0) {
                advance(at, length);
            } else {
                byte[] payload = new byte[length];
                producer.bytes().get(dataIndex(at) + HEADER_BYTES, payload);
                advance(at, length);
                sink.accept(payload);
                delivered++;
            }
        }
        return delivered;
    }

    private boolean hasRecords() {
        return consumerPosition() != producerPosition();
    }

    private long producerPosition() {
        return (long) POSITION.getAcquire(producer.bytes(), 0);
    }

    private long consumerPosition() {
        return (long) POSITION.get(consumer.bytes(), 0);
    }

    private int dataIndex(long position) {
        return dataStart + (int) (position & mask);
    }

    private void advance(long position, int length) {
        long stride = (HEADER_BYTES + (long) length + 7) & ~7;
        POSITION.setRelease(consumer.bytes(), 0, position + stride);
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
