// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.stream;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CpuBufferTest {
    private static final int PAGE = 4096;
    private static final int SAMPLE = 9;
    private static final int LOST = 2;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(2 * PAGE).order(ByteOrder.nativeOrder());
    private final List<String> received = new ArrayList<>();
    private CpuBuffer buffer;

    @BeforeEach
    void layOut() {
        memory.putLong(1040, PAGE).putLong(1048, PAGE);
        buffer = new CpuBuffer(memory, "perf buffer 'events'");
    }

    private int drain() {
        return buffer.drain(record -> received.add(new String(record, UTF_8)), () -> false);
    }

    private void append(int type, byte[] body) {
        long head = memory.getLong(1024);
        ByteBuffer record = ByteBuffer.allocate(8 + body.length).order(ByteOrder.nativeOrder());
        record.putInt(type)
                .putShort((short) 0)
                .putShort((short) (8 + body.length))
                .put(body);
        for (byte value : record.array()) {
            memory.put(PAGE + (int) (head++ & (PAGE - 1)), value);
        }
        memory.putLong(1024, head);
    }

    private void sample(String payload) {
        byte[] bytes = payload.getBytes(UTF_8);
        append(
                SAMPLE,
                ByteBuffer.allocate(4 + bytes.length)
                        .order(ByteOrder.nativeOrder())
                        .putInt(bytes.length)
                        .put(bytes)
                        .array());
    }

    @Test
    void deliversSamplesAndGivesTheirSpaceBack() {
        sample("four");
        sample("twelve bytes");

        assertThat(drain()).isEqualTo(2);

        assertThat(received).containsExactly("four", "twelve bytes");
        assertThat(memory.getLong(1032)).isEqualTo(memory.getLong(1024));
    }

    @Test
    void joinsARecordThatWraps() {
        memory.putLong(1024, 3 * PAGE - 8).putLong(1032, 3 * PAGE - 8);
        sample("across the end of data..");

        assertThat(drain()).isEqualTo(1);
        assertThat(received).containsExactly("across the end of data..");
    }

    @Test
    void countsWhatTheKernelLost() {
        append(
                LOST,
                ByteBuffer.allocate(16)
                        .order(ByteOrder.nativeOrder())
                        .putLong(1)
                        .putLong(5)
                        .array());
        append(
                LOST,
                ByteBuffer.allocate(16)
                        .order(ByteOrder.nativeOrder())
                        .putLong(1)
                        .putLong(2)
                        .array());

        assertThat(drain()).isZero();
        assertThat(buffer.lost()).isEqualTo(7);
    }

    @Test
    void skipsRecordsOfOtherKinds() {
        append(14, new byte[8]);
        sample("four");

        assertThat(drain()).isEqualTo(1);
        assertThat(received).containsExactly("four");
    }

    @Test
    void stopsWhenTheStreamIsClosed() {
        sample("four");

        assertThat(buffer.drain(record -> received.add("late"), () -> true)).isZero();
        assertThat(received).isEmpty();
    }

    @Test
    void refusesARecordThatWouldNeverEnd() {
        memory.putLong(1024, 8);

        assertThatThrownBy(this::drain)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("perf buffer 'events' holds a record of 0 bytes");
    }
}
