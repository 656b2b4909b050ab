// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.loader.BpfLoader;
import dev.probeproof.loader.LoadOptions;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.VerifierRejectedException;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.scenarios.check.CheckReport;
import dev.probeproof.scenarios.check.Preflight;
import dev.probeproof.scenarios.kernels.Kernels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Handlers of fentry, fexit, tp_btf and raw_tp with definitions in their source: the whole way, on both kernels. */
class ArgumentContextsTest {
    private static final int CALLS = 7;

    private static BpfObject object() throws IOException {
        try (InputStream in = ArgumentContextsTest.class.getResourceAsStream("/contexts/contexts.bpf.o")) {
            return ObjectReader.read(Bytes.wrap(in.readAllBytes(), "contexts.bpf.o"), "contexts.bpf.o");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10-amd64", "6.1-amd64", "6.12-amd64", "6.12-arm64", "7.2-amd64"})
    void areProvedOnTheTypesOfEveryKernel(String kernel) throws IOException {
        CheckReport report =
                new Preflight(Preflight.Options.DEFAULT).check(object(), List.of(Kernels.byName(kernel)), step -> {});

        assertThat(report.problems()).isEmpty();
        assertThat(report.rows()).hasSize(5).allMatch(CheckReport.Row::isProved);
    }

    @Test
    void haveAnInstanceForEachFunctionThatTheyAreLoadedFor() throws IOException {
        TargetKernel target = Kernels.byName("6.12-amd64");
        try (EmulatedKernel kernel = EmulatedKernel.on(target);
                LoadedObject loaded = BpfLoader.on(kernel).load(object())) {
            List<ProgramInstance> instances = loaded.program("on_result").instances().stream()
                    .map(instance -> instance.instance())
                    .toList();

            assertThat(instances)
                    .extracting(instance -> instance.program().attach().name())
                    .containsExactly("vfs_read", "vfs_write");
            assertThat(instances.get(0).prologue()).isEqualTo(instances.get(1).prologue());
            assertThat(loaded.attachAll()).hasSize(5);
        }
    }

    @Test
    void getTheirArgumentsFromTheEmulatedKernel() throws IOException {
        try (EmulatedKernel kernel = EmulatedKernel.on(Kernels.byName("6.12-amd64"));
                LoadedObject loaded = BpfLoader.on(kernel).load(object())) {
            loaded.attachAll();
            ByteBuffer context = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);
            context.putLong(16, 123).putLong(32, -5);

            kernel.deliver(
                    new AttachPoint.Traced(AttachType.TRACE_FEXIT, "vfs_write"),
                    Bytes.wrap(context.array(), "context"));

            ByteBuffer handed = handed(loaded);
            assertThat(handed.getLong(0)).as("failed: the file is null").isEqualTo(1);
            assertThat(handed.getLong(8)).as("flags of the file").isZero();
            assertThat(handed.getLong(16)).as("count").isEqualTo(123);
            assertThat(handed.getLong(24)).as("$retval").isEqualTo(-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on_read", "on_result", "on_switch", "on_raw_switch"})
    @Tag("native")
    void getTheirArgumentsFromTheRealKernel(String program, @TempDir Path folder) throws IOException {
        LoadOptions options = LoadOptions.DEFAULT;
        for (String other : List.of("on_read", "on_result", "on_switch", "on_raw_switch")) {
            options = options.withLoad(other, other.equals(program));
        }
        Path file = folder.resolve("a");
        try (KernelBackend kernel = RealKernel.any().open();
                LoadedObject loaded = load(kernel, options)) {
            loaded.attachAll();

            await().atMost(Duration.ofSeconds(30)).until(() -> {
                Files.writeString(file, "some text");
                Files.readString(file);
                return handed(loaded).getLong(8 * CALLS) > 0;
            });

            ByteBuffer handed = handed(loaded);
            assertThat(handed.getLong(0)).as("failed").isZero();
            if (program.equals("on_result")) {
                assertThat(handed.getLong(24)).as("$retval").isLessThanOrEqualTo(handed.getLong(16));
            } else if (!program.equals("on_read")) {
                assertThat(handed.getLong(8)).as("pid").isBetween(0L, 1L << 22);
                assertThat(handed.getLong(16)).as("length of comm").isBetween(2L, 16L);
            }
        }
    }

    private static LoadedObject load(KernelBackend kernel, LoadOptions options) throws IOException {
        try {
            return BpfLoader.on(kernel).with(options).load(object());
        } catch (VerifierRejectedException refused) {
            boolean policy =
                    refused.errno() == Errno.EPERM.number() && refused.log().isEmpty();
            Assumptions.assumeFalse(policy, "this kernel's policy forbids fentry and fexit");
            throw refused;
        }
    }

    private static ByteBuffer handed(LoadedObject loaded) {
        return ByteBuffer.wrap(loaded.map("handed").lookup(new byte[4]).orElseThrow())
                .order(ByteOrder.LITTLE_ENDIAN);
    }
}
