// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.probeproof.loader.testing.ContractKernel.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/** Ring buffers and perf buffers from a program to user space, whichever backend. Measured on Linux 6.18. */
public abstract class RingBufferContract {
    private static final int SIZE = 4096;

    private ContractKernel kernel;

    /** A kernel of the backend under test; the test closes it. */
    protected abstract KernelBackend open();

    @BeforeEach
    void openKernel() {
        kernel = new ContractKernel(open());
    }

    @AfterEach
    void closeKernel() {
        kernel.close();
    }

    private MapHandle ring() {
        return kernel.map(MapType.RINGBUF, 0, 0, SIZE);
    }

    private List<Long> read(EventStream events) {
        List<Long> numbers = new ArrayList<>();
        events.poll(Duration.ZERO, record -> numbers.add(kernel.number(record)));
        return numbers;
    }

    /** Writes the first argument of its context as a record. */
    private ProgramHandle output(MapHandle ring) {
        return kernel.load("""
                r1 = *(u64 *)(r1 +0)
                *(u64 *)(r10 -8) = r1
                r1 = map[idx:0]
                r2 = r10
                r2 += -8
                r3 = 8
                r4 = 0
                call bpf_ringbuf_output
                exit
                """, ring);
    }

    private int send(ProgramHandle program, long number) {
        return kernel.run(program, kernel.u64s(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    /** Reserves, and gives back with a helper. */
    private static String reserve(long sizeBytes, long flags, String giveBack) {
        return """
                r1 = map[idx:0]
                r2 = %d ll
                r3 = %d
                call bpf_ringbuf_reserve
                if r0 == 0 goto full
                r1 = r0
                r2 = 0
                call %s
                r0 = 1
                exit
                full:
                exit
                """.formatted(sizeBytes, flags, giveBack);
    }

    private static String query(int what) {
        return """
                r1 = map[idx:0]
                r2 = %d
                call bpf_ringbuf_query
                exit
                """.formatted(what);
    }

    @Test
    void deliversRecordsInOrder() {
        MapHandle ring = ring();
        ProgramHandle program = output(ring);
        try (EventStream events = kernel.backend().events(ring)) {
            for (long number = 1; number <= 3; number++) {
                assertThat(send(program, number)).isZero();
            }

            assertThat(read(events)).containsExactly(1L, 2L, 3L);
            assertThat(read(events)).isEmpty();
        }
    }

    @Test
    void ordersRecordsByTheirReservation() {
        MapHandle ring = ring();
        try (EventStream events = kernel.backend().events(ring)) {
            int result = kernel.run("""
                    r1 = map[idx:0]
                    r2 = 8
                    r3 = 0
                    call bpf_ringbuf_reserve
                    if r0 == 0 goto out
                    r6 = r0
                    *(u64 *)(r10 -8) = 2
                    r1 = map[idx:0]
                    r2 = r10
                    r2 += -8
                    r3 = 8
                    r4 = 0
                    call bpf_ringbuf_output
                    *(u64 *)(r6 +0) = 1
                    r1 = r6
                    r2 = 0
                    call bpf_ringbuf_submit
                    r0 = 1
                    out:
                    exit
                    """, ring);

            assertThat(result).isEqualTo(1);
            assertThat(read(events)).containsExactly(1L, 2L);
        }
    }

    @Test
    void skipsDiscardedRecords() {
        MapHandle ring = ring();
        ProgramHandle program = output(ring);
        try (EventStream events = kernel.backend().events(ring)) {
            send(program, 1);
            assertThat(kernel.run(reserve(8, 0, "bpf_ringbuf_discard"), ring)).isEqualTo(1);
            send(program, 2);

            assertThat(read(events)).containsExactly(1L, 2L);
        }
    }

    @Test
    void wrapsAround() {
        MapHandle ring = ring();
        ProgramHandle program = output(ring);
        try (EventStream events = kernel.backend().events(ring)) {
            int perRound = 100;
            for (int round = 0; round < 10; round++) {
                List<Long> expected = new ArrayList<>();
                for (int i = 0; i < perRound; i++) {
                    long number = (long) round * perRound + i;
                    assertThat(send(program, number)).isZero();
                    expected.add(number);
                }

                assertThat(read(events)).isEqualTo(expected);
            }
        }
    }

    @Test
    void refusesRecordsWhenFullUntilSomeAreRead() {
        MapHandle ring = ring();
        ProgramHandle program = output(ring);
        int capacity = (SIZE - 1) / 16;
        try (EventStream events = kernel.backend().events(ring)) {
            for (int i = 0; i < capacity; i++) {
                assertThat(send(program, i)).isZero();
            }

            assertThat(send(program, 99)).isEqualTo(-Errno.EAGAIN.number());
            assertThat(kernel.run(reserve(8, 0, "bpf_ringbuf_discard"), ring)).isZero();
            assertThat(read(events)).hasSize(capacity);
            assertThat(send(program, 99)).isZero();
            assertThat(read(events)).containsExactly(99L);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            0,          1
            1,          1
            4080,       1
            4081,       0
            4096,       0
            1073741823, 0
            """)
    void reservesUpToSixteenBytesLessThanItsSize(long sizeBytes, int reserved) {
        assertThat(kernel.run(reserve(sizeBytes, 0, "bpf_ringbuf_discard"), ring()))
                .isEqualTo(reserved);
    }

    @Test
    void countsHeadersAndPaddingInItsPositions() {
        MapHandle ring = ring();
        ProgramHandle program = output(ring);
        try (EventStream events = kernel.backend().events(ring)) {
            send(program, 1);
            kernel.run(reserve(9, 0, "bpf_ringbuf_submit"), ring);

            assertThat(kernel.run(query(0), ring)).as("bytes waiting").isEqualTo(40);
            assertThat(kernel.run(query(1), ring)).as("size").isEqualTo(SIZE);
            assertThat(kernel.run(query(2), ring)).as("consumer").isZero();
            assertThat(kernel.run(query(3), ring)).as("producer").isEqualTo(40);
            assertThat(kernel.run(query(77), ring)).as("nothing").isZero();

            events.poll(Duration.ZERO, record -> {});

            assertThat(kernel.run(query(0), ring)).as("bytes waiting").isZero();
            assertThat(kernel.run(query(2), ring)).as("consumer").isEqualTo(40);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 0", "3, 0", "4, -22", "8, -22"})
    void knowsTheFlagsOfOutput(int flags, int result) {
        String program = """
                *(u64 *)(r10 -8) = 1
                r1 = map[idx:0]
                r2 = r10
                r2 += -8
                r3 = 8
                r4 = %d
                call bpf_ringbuf_output
                exit
                """.formatted(flags);

        assertThat(kernel.run(program, ring())).isEqualTo(result);
    }

    @Test
    void reservesNothingWithFlags() {
        assertThat(kernel.run(reserve(8, 1, "bpf_ringbuf_discard"), ring())).isZero();
    }

    @Test
    void hasNoElements() {
        MapHandle ring = ring();
        byte[] none = new byte[0];

        assertRefused(Errno.ENOTSUPP, () -> ring.lookup(none));
        assertRefused(Errno.ENOTSUPP, () -> ring.update(none, none, MapHandle.ANY));
        assertRefused(Errno.ENOTSUPP, () -> ring.delete(none));
        assertRefused(Errno.ENOTSUPP, () -> ring.nextKey(Optional.empty()));
    }

    /** Writes the first argument of its context as a perf sample to the CPU that the second one names. */
    private ProgramHandle perfOutput(MapHandle buffer) {
        return kernel.load("""
                r3 = *(u64 *)(r1 +8)
                r2 = *(u64 *)(r1 +0)
                *(u64 *)(r10 -8) = r2
                r2 = map[idx:0]
                r4 = r10
                r4 += -8
                r5 = 8
                call bpf_perf_event_output
                exit
                """, buffer);
    }

    private int sample(ProgramHandle program, long number, long flags) {
        return kernel.run(program, kernel.u64s(number, flags, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void refusesSamplesThatNobodyReads() {
        ProgramHandle program = perfOutput(kernel.map(MapType.PERF_EVENT_ARRAY, 4, 4, 2));

        assertThat(sample(program, 1, 0xffff_ffffL)).isEqualTo(-Errno.ENOENT.number());
        assertThat(sample(program, 1, 0)).isEqualTo(-Errno.ENOENT.number());
        assertThat(sample(program, 1, 2)).isEqualTo(-Errno.E2BIG.number());
        assertThat(sample(program, 1, 1L << 32)).isEqualTo(-Errno.EINVAL.number());
    }

    @Test
    void deliversSamplesPaddedToFillAMultipleOfEight() {
        MapHandle buffer = kernel.map(MapType.PERF_EVENT_ARRAY, 4, 4, 1024);
        ProgramHandle program = perfOutput(buffer);
        try (EventStream events = kernel.backend().events(buffer)) {
            assertThat(sample(program, 0x1122_3344_5566_7788L, 0xffff_ffffL)).isZero();
            List<byte[]> records = new ArrayList<>();

            events.poll(Duration.ofSeconds(5), records::add);

            assertThat(records).hasSize(1);
            assertThat(records.get(0)).hasSize(12).startsWith(kernel.u64(0x1122_3344_5566_7788L));
        }
    }
}
