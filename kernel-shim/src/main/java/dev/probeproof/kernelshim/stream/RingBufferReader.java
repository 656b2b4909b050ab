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
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The consumer of a ring buffer map (kernel documentation, "BPF ring buffer").
 *
 * <p>The first page holds the consumer's position, which we write; the next the producer's, which the kernel writes;
 * then comes the data, mapped twice in a row, so that no record is ever seen in two pieces. Positions count bytes for
 * ever and are taken modulo the size. A record is published by clearing its busy bit, so its length is read with
 * acquire order before its payload; the space is given back by storing our position with release order after the
 * payload was copied.
 */
public final class RingBufferReader implements RecordSource {
    /** A larger one would not fit, twice, into one view of memory. */
    private static final int MAX_BYTES = 512 * 1024 * 1024;

    private static final VarHandle POSITION =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle HEADER = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int BUSY = 1 << 31;
    private static final int DISCARDED = 1 << 30;
    private static final int HEADER_BYTES = 8;

    private final int mask;
    private final int dataStart;
    private final MappedMemory consumer;
    private final MappedMemory producer;

    private RingBufferReader(int sizeBytes, int pageBytes, MappedMemory consumer, MappedMemory producer) {
        this.mask = sizeBytes - 1;
        this.dataStart = pageBytes;
        this.consumer = consumer;
        this.producer = producer;
    }

    /**
     * Opens the consumer's end.
     *
     * @param map the map's name, for messages
     * @param mapFd of the map; the stream keeps a descriptor of its own
     * @param sizeBytes {@code max_entries} of the map
     * @param owner closes the stream when it closes
     */
    public static EventStream open(Syscalls syscalls, String map, Fd mapFd, int sizeBytes, OpenResources owner) {
        String name = "ring buffer '" + map + "'";
        if (sizeBytes <= 0 || sizeBytes > MAX_BYTES) {
            throw new UnsupportedFeatureException(
                    "reading " + name,
                    Integer.toUnsignedString(sizeBytes) + " bytes; at most " + MAX_BYTES + " can be mapped here");
        }
        OpenResources resources = new OpenResources();
        try {
            int page = syscalls.pageSize();
            Fd fd = resources.add(mapFd.duplicate());
            MappedMemory consumer = MappedMemory.writable(syscalls, fd, 0, page, name);
            resources.add(consumer, consumer::close);
            MappedMemory producer = MappedMemory.readOnly(syscalls, fd, page, page + 2 * sizeBytes, name);
            resources.add(producer, producer::close);
            Readiness readiness = new Readiness(syscalls, List.of(fd));
            resources.add(readiness, readiness::close);
            RingBufferReader reader = new RingBufferReader(sizeBytes, page, consumer, producer);
            return new PolledStream(name, reader, readiness, resources, owner);
        } catch (RuntimeException refusal) {
            throw resources.closeAfter(refusal);
        }
    }

    @Override
    public int drain(Consumer<byte[]> sink, BooleanSupplier stopped) {
        int delivered = 0;
        long end = producerPosition();
        for (long at = consumerPosition(); at != end && !stopped.getAsBoolean(); at = consumerPosition()) {
            int header = header(at);
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

    @Override
    public boolean isBusy() {
        long at = consumerPosition();
        return at != producerPosition() && (header(at) & BUSY) != 0;
    }

    /** The kernel tells only the program that found no room. */
    @Override
    public long lost() {
        return 0;
    }

    private long producerPosition() {
        return (long) POSITION.getAcquire(producer.bytes(), 0);
    }

    private long consumerPosition() {
        return (long) POSITION.get(consumer.bytes(), 0);
    }

    private int header(long position) {
        return (int) HEADER.getAcquire(producer.bytes(), dataIndex(position));
    }

    private int dataIndex(long position) {
        return dataStart + (int) (position & mask);
    }

    private void advance(long position, int length) {
        long stride = (HEADER_BYTES + (long) length + 7) & ~7;
        POSITION.setRelease(consumer.bytes(), 0, position + stride);
    }
}
