// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.uapi.Errno;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code BPF_MAP_TYPE_RINGBUF}: records in the order of their reservation. Positions count bytes of the ring, headers
 * and padding included, and never wrap; a record that is still being written keeps those behind it from the consumer.
 *
 * <p>The bytes of a record are memory of their own, not a stretch of one ring: so a write past its end faults. A
 * reserved record starts as zeros; in a real ring that has wrapped it holds what was there before.
 */
public final class RingBufferMap implements IdentifiedMap {
    private static final long QUERY_AVAILABLE = 0;
    private static final long QUERY_SIZE = 1;
    private static final long QUERY_CONSUMER = 2;
    private static final long QUERY_PRODUCER = 3;

    /** {@code BPF_RB_NO_WAKEUP} and {@code BPF_RB_FORCE_WAKEUP}: nobody sleeps here, but other flags are refused. */
    private static final long WAKEUP_FLAGS = 3;

    private static final int HEADER_BYTES = 8;
    /** Bytes of a page, of which rings are made. */
    public static final int PAGE_BYTES = 4096;
    /** {@code RINGBUF_MAX_RECORD_SZ}. */
    private static final long MAX_RECORD_BYTES = 0xffff_ffffL / 4;

    private final MapIdentity identity;
    private final String recordName;
    private final Deque<Item> records = new ArrayDeque<>();
    /** The records that are being written, by address: few, and no walk over those that nobody consumed. */
    private final Map<Long, Item> busy = new LinkedHashMap<>();

    private final ReferenceCount references = new ReferenceCount(this::clear);
    private long consumerPosition;
    private long producerPosition;

    /** A record: being written while it has memory; afterwards its bytes, or nothing if it was discarded. */
    private static final class Item {
        final long strideBytes;

        @Nullable
        Region memory;

        byte @Nullable [] bytes;

        Item(Region memory, long strideBytes) {
            this.memory = memory;
            this.strideBytes = strideBytes;
        }

        boolean isBusy() {
            return memory != null;
        }
    }

    RingBufferMap(MapIdentity identity) {
        int size = identity.spec().maxEntries();
        CreationChecks.of(identity.spec())
                .noExtra()
                .keySize(0)
                .valueSize(0)
                .that(identity.spec().flags() == 0 || identity.spec().flags() == MapFlags.NUMA_NODE, "flags")
                .that(Integer.bitCount(size) == 1 && size % PAGE_BYTES == 0, "a size that is no power of two of pages")
                .fits(1, 1);
        this.identity = identity;
        this.recordName = "record of ring buffer '" + identity.spec().name() + "'";
    }

    @Override
    public MapIdentity identity() {
        return identity;
    }

    @Override
    public ReferenceCount references() {
        return references;
    }

    /** What {@code bpf_ringbuf_reserve} does: the address of the record, or 0. */
    public long reserve(long sizeBytes, long flags) {
        Item item = flags == 0 ? append(sizeBytes) : null;
        if (item == null || item.memory == null) {
            return 0;
        }
        identity.host().reservations().add(item.memory.base(), this);
        return item.memory.base();
    }

    /** What {@code bpf_ringbuf_output} does: 0 or a negative errno. */
    public long output(byte[] data, long flags) {
        if ((flags & ~WAKEUP_FLAGS) != 0) {
            return -Errno.EINVAL.number();
        }
        Item item = append(data.length);
        if (item == null || item.memory == null) {
            return -Errno.EAGAIN.number();
        }
        System.arraycopy(data, 0, item.memory.bytes(), 0, data.length);
        finish(item, false);
        return 0;
    }

    /** What {@code bpf_ringbuf_submit} does. */
    public void submit(long address) {
        finish(reserved(address), false);
    }

    /** What {@code bpf_ringbuf_discard} does. */
    public void discard(long address) {
        finish(reserved(address), true);
    }

    /** What {@code bpf_ringbuf_query} does; 0 for what it does not know. */
    public long query(long flags) {
        if (flags == QUERY_AVAILABLE) {
            return producerPosition - consumerPosition;
        }
        if (flags == QUERY_SIZE) {
            return spec().maxEntries();
        }
        if (flags == QUERY_CONSUMER) {
            return consumerPosition;
        }
        return flags == QUERY_PRODUCER ? producerPosition : 0;
    }

    /** Hands over what is ready, up to the first record that is still being written; returns how many. */
    public int consume(Consumer<byte[]> sink) {
        int count = 0;
        for (Item item = records.peek(); item != null && !item.isBusy(); item = records.peek()) {
            records.remove();
            consumerPosition += item.strideBytes;
            if (item.bytes != null) {
                sink.accept(item.bytes);
                count++;
            }
        }
        return count;
    }

    /** Discards what a program reserved and left behind; returns how many records that were. */
    public int discardAbandoned() {
        if (busy.isEmpty()) {
            return 0;
        }
        List<Item> abandoned = List.copyOf(busy.values());
        abandoned.forEach(item -> finish(item, true));
        return abandoned.size();
    }

    private @Nullable Item append(long sizeBytes) {
        if (Long.compareUnsigned(sizeBytes, MAX_RECORD_BYTES) > 0) {
            return null;
        }
        long stride = sizeBytes + HEADER_BYTES + 7 & ~7;
        // One byte is never used: a full ring could not be told from an empty one. So a record has at most size - 16
        // bytes.
        if (producerPosition + stride - consumerPosition > spec().maxEntries() - 1) {
            return null;
        }
        Region memory = identity.heap().allocate((int) sizeBytes, recordName);
        if (memory == null) {
            throw Refusal.ofMemory(this, identity.heap().limitBytes());
        }
        Item item = new Item(memory, stride);
        records.add(item);
        busy.put(memory.base(), item);
        producerPosition += stride;
        return item;
    }

    private void finish(Item item, boolean discarded) {
        Region memory = item.memory;
        if (memory == null) {
            throw new IllegalStateException("a record is finished twice");
        }
        identity.host().reservations().remove(memory.base());
        busy.remove(memory.base());
        item.memory = null;
        item.bytes = discarded ? null : memory.bytes();
        identity.heap().revoke(memory);
    }

    private Item reserved(long address) {
        Item item = busy.get(address);
        if (item == null) {
            throw new MapMisuse(
                    "0x" + Long.toHexString(address) + " is no record reserved in ring buffer '" + spec().name() + "'",
                    false);
        }
        return item;
    }

    private void clear() {
        discardAbandoned();
        records.clear();
    }
}
