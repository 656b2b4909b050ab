// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.testing.RecordingProgram;
import dev.probeproof.kernelshim.testing.RequiresKernel;
import dev.probeproof.kernelshim.testing.TracedProgram;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.KernelFeature;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Programs attached to a running process: what arrives in the ring buffer is what the process passed. */
@RequiresKernel({KernelFeature.UPROBE_PMU, KernelFeature.RINGBUF})
class NativeUprobeTest {
    private static final Duration POLL = Duration.ofMillis(50);

    private final List<ByteBuffer> records = new CopyOnWriteArrayList<>();

    @TempDir
    Path directory;

    private KernelBackend kernel;
    private @Nullable TracedProgram traced;
    private MapHandle ring;
    private EventStream events;

    @BeforeEach
    void startTheProgram() throws IOException {
        kernel = new NativeKernelProvider().open();
        traced = TracedProgram.start(directory);
        ring = kernel.createMap(MapSpec.of("events", MapType.RINGBUF, 0, 0, 65536));
        events = kernel.events(ring);
    }

    @AfterEach
    void detachAndStopTheProgram() throws IOException {
        kernel.close();
        if (traced != null) {
            traced.close();
        }
    }

    private LinkHandle attach(RecordingProgram program, AttachPoint point) {
        ProgramHandle loaded = kernel.load(program.image("recorder", ring), VerifierLogLevel.ON_REJECTION)
                .orThrow();
        return kernel.attach(loaded, point);
    }

    private static RecordingProgram record(int bytes) {
        return new RecordingProgram(Archs.X86_64, bytes);
    }

    private void awaitRecords(int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            events.poll(POLL, record -> records.add(ByteBuffer.wrap(record).order(ByteOrder.nativeOrder())));
            return records.size() >= count;
        });
        assertThat(records).hasSize(count);
    }

    private static String text(ByteBuffer record, int offset, int length) {
        return new String(record.array(), offset, length, StandardCharsets.UTF_8);
    }

    @Test
    void recordsTheArgumentsOfEveryCall() {
        attach(record(16).argument(0, 0).argument(1, 8), traced.entry("first"));

        traced.round();
        traced.round();
        awaitRecords(2);

        for (int round = 1; round <= 2; round++) {
            ByteBuffer record = records.get(round - 1);
            assertThat(record.getLong(0)).isEqualTo(0xffff000000000000L + round);
            assertThat(record.getInt(8)).isEqualTo(-round);
        }
    }

    @Test
    void recordsUserMemoryBehindAPointer() {
        attach(
                record(16 + 16 + 16 + 24)
                        .memory(HelperId.PROBE_READ_USER, 1, 2, 8, 0)
                        .memory(HelperId.PROBE_READ_USER, 1, 8, 8, 16)
                        .memory(HelperId.PROBE_READ_USER_STR, 1, 24, 16, 32)
                        .memoryBehindPointer(HelperId.PROBE_READ_USER, 1, 16, 0, 8, 56),
                traced.entry("second"));

        traced.round();
        awaitRecords(1);

        ByteBuffer record = records.get(0);
        assertThat(record.getShort(0)).as("port").isEqualTo((short) 0xfedc);
        assertThat(record.getInt(2)).as("delta").isEqualTo(-3);
        assertThat(record.getLong(8)).as("result").isZero();
        assertThat(record.getLong(16)).as("size").isEqualTo(0x1122334400000001L);
        assertThat(text(record, 32, 11)).as("path").isEqualTo("/etc/passwd");
        assertThat(record.getLong(48)).as("bytes of the path with its NUL").isEqualTo(12);
        assertThat(record.getInt(56)).as("owner->uid").isEqualTo(0x80000001);
        assertThat(record.getLong(64)).as("result").isZero();
    }

    @Test
    void reportsAFaultAsEfaultAndZeroedMemory() {
        attach(record(16).memory(HelperId.PROBE_READ_USER, 1, 0, 8, 0), traced.entry("third"));

        traced.round();
        awaitRecords(1);

        assertThat(records.get(0).getLong(0)).isZero();
        assertThat(records.get(0).getLong(8)).isEqualTo(-Errno.EFAULT.number());
    }

    @Test
    void recordsWhatAFunctionReturns() {
        attach(record(8).returned(0), traced.exit("first"));

        traced.round();
        awaitRecords(1);

        assertThat(records.get(0).getLong(0)).isEqualTo(0xffff000000000000L);
    }

    @Test
    void deliversFromSeveralPointsInTheOrderOfTheCalls() {
        attach(record(8).argument(0, 0), traced.entry("first"));
        attach(record(8).argument(0, 0), traced.entry("second"));

        traced.round();
        awaitRecords(2);

        assertThat(records).extracting(record -> record.getLong(0)).containsExactly(0xffff000000000001L, 1L);
    }

    @Test
    void recordsNothingOnceDetached() {
        LinkHandle first = attach(record(8).argument(0, 0), traced.entry("first"));
        attach(record(8).argument(0, 0), traced.entry("second"));
        first.close();

        traced.round();
        awaitRecords(1);

        assertThat(first.isClosed()).isTrue();
        assertThat(records.get(0).getLong(0)).isEqualTo(1);
    }

    @Test
    void waitsForARecordThatComesLater() throws InterruptedException {
        attach(record(8).argument(0, 0), traced.entry("second"));
        Thread later = new Thread(traced::round);
        later.start();

        int delivered = events.poll(Duration.ofSeconds(20), record -> {});

        later.join();
        assertThat(delivered).isEqualTo(1);
    }

    @Test
    void keepsDeliveringAfterItsMapIsClosed() {
        attach(record(8).argument(0, 0), traced.entry("second"));
        ring.close();

        traced.round();
        awaitRecords(1);
    }

    @Test
    void refusesAFileThatIsNotThere() {
        AttachPoint.Uprobe nowhere = new AttachPoint.Uprobe(directory.resolve("absent"), 0, -1, false);

        assertThatThrownBy(() -> attach(record(8).argument(0, 0), nowhere))
                .isInstanceOf(KernelException.class)
                .hasMessage("cannot attach to uprobe:" + directory.resolve("absent")
                        + "+0x0: ENOENT (2): there is no such file");
    }
}
