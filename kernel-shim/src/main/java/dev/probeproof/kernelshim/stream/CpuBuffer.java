// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The buffer of one CPU's perf event (man 2 perf_event_open, "MMAP layout"): a page with two positions, the kernel's
 * head and our tail, then the data. A record may wrap at the end of the data.
 */
final class CpuBuffer {
    private static final VarHandle POSITION =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int HEAD = 1024;
    private static final int TAIL = 1032;
    private static final int DATA_OFFSET = 1040;
    private static final int DATA_SIZE = 1048;
    private static final int HEADER_BYTES = 8;
    private static final int RECORD_LOST = 2;
    private static final int RECORD_SAMPLE = 9;

    private final ByteBuffer bytes;
    private final String name;
    private final int dataStart;
    private final int mask;
    private volatile long lost;

    CpuBuffer(ByteBuffer bytes, String name) {
        this.bytes = bytes;
        this.name = name;
        this.dataStart = Math.toIntExact(bytes.getLong(DATA_OFFSET));
        this.mask = Math.toIntExact(bytes.getLong(DATA_SIZE)) - 1;
    }

    int drain(Consumer<byte[]> sink, BooleanSupplier stopped) {
        int delivered = 0;
        long head = (long) POSITION.getAcquire(bytes, HEAD);
        for (long tail = bytes.getLong(TAIL); tail != head && !stopped.getAsBoolean(); tail = bytes.getLong(TAIL)) {
            int type = bytes.getInt(index(tail));
            ByteBuffer record = take(tail);
            if (type == RECORD_SAMPLE) {
                byte[] payload = new byte[record.getInt(0)];
                record.get(4, payload);
                sink.accept(payload);
                delivered++;
            } else if (type == RECORD_LOST) {
                lost += record.getLong(8);
            }
        }
        return delivered;
    }

    /**
     * Copies the record's body and gives its space back. Records are multiples of 8 bytes, so a header does not wrap.
     */
    private ByteBuffer take(long tail) {
        int size = bytes.getShort(index(tail) + 6) & 0xffff;
        if (size < HEADER_BYTES) {
            throw new IllegalStateException(name + " holds a record of " + size + " bytes");
        }
        byte[] body = new byte[size - HEADER_BYTES];
        int start = index(tail + HEADER_BYTES);
        int beforeEnd = Math.min(body.length, dataStart + mask + 1 - start);
        bytes.get(start, body, 0, beforeEnd);
        bytes.get(dataStart, body, beforeEnd, body.length - beforeEnd);
        POSITION.setRelease(bytes, TAIL, tail + size);
        return ByteBuffer.wrap(body).order(ByteOrder.nativeOrder());
    }

    private int index(long position) {
        return dataStart + (int) (position & mask);
    }

    /** Records that the kernel dropped because this buffer was full, as far as it has said so. */
    long lost() {
        return lost;
    }
}
