// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.testing.RecordingProgram;
import dev.probeproof.kernelshim.testing.RequiresKernel;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelFeature;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.awaitility.Awaitility.await;

/** A kernel function, probed; the file that this test opens is the event. */
@RequiresKernel(value = KernelFeature.RINGBUF, ifSupported = KernelFeature.KPROBE_PMU)
class NativeKprobeTest {
    private static final int PATH_BYTES = 128;

    @TempDir
    Path directory;

    private KernelBackend kernel;

    @BeforeEach
    void open() {
        kernel = new NativeKernelProvider().open();
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    void recordsThePathThatIsOpened() throws IOException {
        Path file = Files.writeString(directory.resolve("opened-by-the-test"), "");
        MapHandle ring = kernel.createMap(MapSpec.of("events", MapType.RINGBUF, 0, 0, 1 << 20));
        RecordingProgram program = new RecordingProgram(kernel.target().arch(), PATH_BYTES + 8)
                .memory(HelperId.PROBE_READ_USER_STR, 1, 0, PATH_BYTES, 0);
        ProgramHandle loaded = kernel.load(program.image("on_open", ring), VerifierLogLevel.ON_REJECTION)
                .orThrow();
        List<String> opened = new ArrayList<>();

        try (EventStream events = kernel.events(ring)) {
            kernel.attach(loaded, new AttachPoint.Kprobe("do_sys_openat2", 0, false));
            Files.readString(file);
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                events.poll(Duration.ofMillis(50), record -> opened.add(text(record)));
                return opened.contains(file.toString());
            });
        }
    }

    private static String text(byte[] record) {
        String padded = new String(record, 0, PATH_BYTES, StandardCharsets.UTF_8);
        int end = padded.indexOf('\0');
        return end < 0 ? padded : padded.substring(0, end);
    }
}
