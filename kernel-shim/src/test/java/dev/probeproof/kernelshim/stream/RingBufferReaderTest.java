// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.stream;

import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.NativeMemory;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.testing.FakeSyscalls;
import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

class RingBufferReaderTest {
    private static final int PAGE = FakeSyscalls.PAGE;
    private static final int SIZE = PAGE;
    private static final long CONSUMER_AT = 0x7000_0000L;
    private static final long PRODUCER_AT = 0x7100_0000L;
    private static final int BUSY = 1 << 31;
    private static final int DISCARDED = 1 << 30;

    private final FakeSyscalls fake = new FakeSyscalls();
    private final OpenResources owner = new OpenResources();
    private final ByteBuffer consumer = direct(PAGE);
    private final ByteBuffer producer = direct(PAGE + 2 * SIZE);
    private final List<String> received = new ArrayList<>();

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    @BeforeEach
    void mapsBothParts() {
        when(fake.syscalls().mmap(PAGE, 3, 1, 900, 0)).thenReturn(CONSUMER_AT);
        when(fake.syscalls().mmap(PAGE + 2 * SIZE, 1, 1, 900, PAGE)).thenReturn(PRODUCER_AT);
        when(fake.syscalls().view(CONSUMER_AT, PAGE)).thenReturn(consumer);
        when(fake.syscalls().view(PRODUCER_AT, PAGE + 2 * SIZE)).thenReturn(producer);
        when(fake.syscalls().eventfd(anyInt(), anyInt())).thenReturn(901L);
    }

    @Test
    void waitsForAnyDuration() {
        EventStream reader = open();
        when(fake.syscalls().ppoll(any(), anyInt(), any())).thenAnswer(call -> {
            NativeMemory timespec = call.getArgument(2);
            assertThat(timespec.bytes().getLong(0)).isEqualTo(Duration.ofDays(1).toSeconds());
            assertThat(timespec.bytes().getLong(8)).isZero();
            append("late", 0);
            return 1L;
        });

        assertThat(reader.poll(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999), record -> {}))
                .isEqualTo(1);
    }

    @Test
    void givesTheLockBackWhenItCannotBeReleased() {
        EventStream reader = open();
        append("last", 0);
        when(fake.syscalls().close(901)).thenReturn((long) -Errno.EIO.number());

        assertThatThrownBy(() -> reader.poll(Duration.ZERO, record -> reader.close()))
                .isInstanceOf(KernelException.class);

        AtomicReference<Throwable> answer = new AtomicReference<>();
        Thread other = new Thread(() -> {
            try {
                poll(reader);
            } catch (IllegalStateException closed) {
                answer.set(closed);
            }
        });
        other.setDaemon(true);
        other.start();
        await().untilAsserted(() -> assertThat(answer.get()).hasMessage("ring buffer 'events' is closed"));
    }

    private EventStream open() {
        return RingBufferReader.open(fake.syscalls(), "events", Fd.own(fake.syscalls(), 7), SIZE, owner);
    }

    private int poll(EventStream reader) {
        return reader.poll(
                Duration.ZERO, record -> received.add(new String(record, java.nio.charset.StandardCharsets.UTF_8)));
    }

    /** Appends a record as the kernel does; the data area is mapped twice, so both copies are written. */
    private long append(String payload, int bits) {
        long position = producer.getLong(0);
        byte[] bytes = payload.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        header(position, bytes.length | bits);
        for (int i = 0; i < bytes.length; i++) {
            int at = (int) ((position + 8 + i) & (SIZE - 1));
            producer.put(PAGE + at, bytes[i]);
            producer.put(PAGE + SIZE + at, bytes[i]);
        }
        producer.putLong(0, position + ((8 + bytes.length + 7) & ~7));
        return position;
    }

    private void header(long position, int word) {
        int at = (int) (position & (SIZE - 1));
        producer.putInt(PAGE + at, word);
        producer.putInt(PAGE + SIZE + at, word);
    }

    @Test
    void deliversRecordsInOrderAndGivesTheirSpaceBack() {
        append("one", 0);
        append("twelve bytes", 0);

        assertThat(poll(open())).isEqualTo(2);

        assertThat(received).containsExactly("one", "twelve bytes");
        assertThat(consumer.getLong(0)).isEqualTo(16 + 24);
    }

    @Test
    void skipsDiscardedRecords() {
        append("kept", 0);
        append("thrown away", DISCARDED);
        append("kept, too", 0);

        assertThat(poll(open())).isEqualTo(2);

        assertThat(received).containsExactly("kept", "kept, too");
        assertThat(consumer.getLong(0)).isEqualTo(producer.getLong(0));
    }

    @Test
    void stopsAtARecordThatIsStillWritten() {
        append("done", 0);
        long busy = append("half", BUSY);
        append("behind it", 0);
        EventStream reader = open();

        assertThat(poll(reader)).isEqualTo(1);
        assertThat(consumer.getLong(0)).isEqualTo(busy);

        header(busy, 4);
        assertThat(poll(reader)).isEqualTo(2);
        assertThat(received).containsExactly("done", "half", "behind it");
    }

    @Test
    void readsARecordThatCrossesTheEndInOnePiece() {
        long nearTheEnd = 5L * SIZE - 16;
        producer.putLong(0, nearTheEnd);
        consumer.putLong(0, nearTheEnd);
        append("across the end of the ring", 0);

        assertThat(poll(open())).isEqualTo(1);
        assertThat(received).containsExactly("across the end of the ring");
    }

    @Test
    void goesOnWhenPositionsPassTheSignedRange() {
        long high = -16;
        producer.putLong(0, high);
        consumer.putLong(0, high);
        append("one", 0);
        append("two", 0);

        assertThat(poll(open())).isEqualTo(2);
        assertThat(consumer.getLong(0)).isEqualTo(16);
    }

    @Test
    void leavesRecordsThatArriveWhileTheSinkRunsForTheNextCall() {
        append("first", 0);
        EventStream reader = open();

        int delivered = reader.poll(Duration.ZERO, record -> append("another", 0));

        assertThat(delivered).isEqualTo(1);
        assertThat(poll(reader)).isEqualTo(1);
        assertThat(received).containsExactly("another");
    }

    @Test
    void consumesARecordWhoseSinkThrows() {
        append("poison", 0);
        append("next", 0);
        EventStream reader = open();

        assertThatThrownBy(() -> reader.poll(Duration.ZERO, record -> {
                    throw new IllegalArgumentException("sink");
                }))
                .hasMessage("sink");

        assertThat(poll(reader)).isEqualTo(1);
        assertThat(received).containsExactly("next");
    }

    @Test
    void doesNotWaitWithoutATimeout() {
        assertThat(poll(open())).isZero();
        verify(fake.syscalls(), never()).ppoll(any(), anyInt(), any());
    }

    @Test
    void waitsForTheFirstRecord() {
        when(fake.syscalls().ppoll(any(), eq(2), any())).thenAnswer(call -> {
            NativeMemory descriptors = call.getArgument(0);
            assertThat(descriptors.bytes().getInt(0)).isEqualTo(901);
            assertThat(descriptors.bytes().getInt(8)).isEqualTo(900);
            assertThat(descriptors.bytes().getShort(12)).isEqualTo((short) 1);
            NativeMemory limit = call.getArgument(2);
            assertThat(limit.bytes().getLong(0)).isBetween(59L, 60L);
            append("late", 0);
            return 1L;
        });

        assertThat(open().poll(Duration.ofSeconds(60), record -> {})).isEqualTo(1);
    }

    @Test
    void waitsAgainAfterASignal() {
        when(fake.syscalls().ppoll(any(), anyInt(), any()))
                .thenReturn((long) -Errno.EINTR.number())
                .thenAnswer(call -> {
                    append("late", 0);
                    return 1L;
                });

        assertThat(open().poll(Duration.ofSeconds(60), record -> {})).isEqualTo(1);
    }

    @Test
    void doesNotSpinOnARecordThatIsStillWritten() {
        long busy = append("half", BUSY);
        when(fake.syscalls().ppoll(any(), eq(1), any())).thenAnswer(call -> {
            header(busy, 4);
            return 0L;
        });

        assertThat(open().poll(Duration.ofSeconds(60), record -> {})).isEqualTo(1);
        verify(fake.syscalls(), never()).ppoll(any(), eq(2), any());
    }

    @Test
    void refusesToPollOnceClosed() {
        EventStream reader = open();
        reader.close();
        reader.close();

        assertThatThrownBy(() -> poll(reader))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ring buffer 'events' is closed");
        verify(fake.syscalls(), times(1)).munmap(CONSUMER_AT, PAGE);
        verify(fake.syscalls(), times(1)).munmap(PRODUCER_AT, PAGE + 2 * SIZE);
        verify(fake.syscalls(), times(1)).close(900);
        verify(fake.syscalls(), times(1)).close(901);
        assertThat(fake.openBlocks()).isZero();
    }

    @Test
    void unmapsAfterItsSinkHasReturnedWhenTheSinkClosesIt() {
        append("one", 0);
        append("two", 0);
        EventStream reader = open();

        int delivered = reader.poll(Duration.ZERO, record -> {
            reader.close();
            verify(fake.syscalls(), never()).munmap(anyLong(), anyLong());
        });

        assertThat(delivered).isEqualTo(1);
        verify(fake.syscalls()).munmap(PRODUCER_AT, PAGE + 2 * SIZE);
        assertThatThrownBy(() -> poll(reader)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesToBePolledByItsOwnSink() {
        append("one", 0);
        EventStream reader = open();

        assertThatThrownBy(() -> reader.poll(Duration.ZERO, record -> poll(reader)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ring buffer 'events' is polled by its own sink");
    }

    @Test
    void endsTheWaitOfAnotherThreadWhenClosed() throws InterruptedException {
        CountDownLatch wokenUp = new CountDownLatch(1);
        when(fake.syscalls().ppoll(any(), anyInt(), any())).thenAnswer(call -> {
            wokenUp.await();
            return 1L;
        });
        when(fake.syscalls().write(eq(901), any(), eq(8L))).thenAnswer(call -> {
            wokenUp.countDown();
            return 8L;
        });
        EventStream reader = open();
        AtomicReference<Integer> answer = new AtomicReference<>();
        Thread poller = new Thread(() -> answer.set(reader.poll(Duration.ofDays(1), record -> {})));
        poller.start();
        await().untilAsserted(() -> verify(fake.syscalls()).ppoll(any(), anyInt(), any()));

        reader.close();

        poller.join(10_000);
        assertThat(answer.get()).isZero();
        verify(fake.syscalls()).munmap(PRODUCER_AT, PAGE + 2 * SIZE);
    }

    @Test
    void closesEverythingWhenTheSecondMappingIsRefused() {
        when(fake.syscalls().mmap(PAGE + 2 * SIZE, 1, 1, 900, PAGE)).thenReturn((long) -Errno.EPERM.number());

        assertThatThrownBy(this::open)
                .isInstanceOf(KernelException.class)
                .hasMessage("cannot map ring buffer 'events': EPERM (1): mmap of 12288 bytes");
        verify(fake.syscalls()).munmap(CONSUMER_AT, PAGE);
        verify(fake.syscalls()).close(900);
    }

    @Test
    void refusesARingThatDoesNotFitIntoOneView() {
        assertThatThrownBy(() ->
                        RingBufferReader.open(fake.syscalls(), "events", Fd.own(fake.syscalls(), 7), 1 << 30, owner))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("1073741824 bytes; at most 536870912");
    }

    @Test
    void isClosedWithItsKernel() {
        EventStream reader = open();

        owner.close();

        assertThatThrownBy(() -> poll(reader)).isInstanceOf(IllegalStateException.class);
    }
}
