// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.JnaSyscalls;
import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.testing.RequiresKernel;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Tracepoints, with a tracefs of the test's own; their records arrive through a perf buffer. */
@RequiresKernel
class NativeTracepointTest {
    @TempDir
    Path root;

    private Path tracefs;
    private @Nullable NativeKernel kernel;

    @BeforeEach
    void mountTracefs() throws IOException, InterruptedException {
        tracefs = Files.createDirectories(root.resolve("sys/kernel/tracing"));
        assumeTrue(run("mount", "-t", "tracefs", "tracefs", tracefs.toString()) == 0, "tracefs cannot be mounted here");
        Path cpus = Files.createDirectories(root.resolve("sys/devices/system/cpu"));
        for (String name : List.of("possible", "online")) {
            Files.writeString(cpus.resolve(name), Files.readString(Path.of("/sys/devices/system/cpu", name)));
        }
        kernel = new NativeKernel(
                JnaSyscalls.open(),
                KernelFiles.below(root),
                Archs.find(System.getProperty("os.arch")).orElseThrow());
    }

    @AfterEach
    void unmountTracefs() throws IOException, InterruptedException {
        if (kernel != null) {
            kernel.close();
            assertThat(run("umount", tracefs.toString())).isZero();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    @Test
    void deliversWhatATracepointProgramWritesToAPerfBuffer() {
        MapHandle buffer = kernel.createMap(MapSpec.of("events", MapType.PERF_EVENT_ARRAY, 4, 4, 0));
        ProgramHandle program =
                kernel.load(writing(42, buffer), VerifierLogLevel.ON_REJECTION).orThrow();
        List<byte[]> records = new ArrayList<>();

        try (EventStream events = kernel.events(buffer)) {
            kernel.attach(program, new AttachPoint.Tracepoint("raw_syscalls", "sys_enter"));
            await().atMost(Duration.ofSeconds(20)).until(() -> events.poll(Duration.ofMillis(50), records::add) > 0);
        }

        // Eight bytes and a length of four make twelve; the kernel pads to sixteen.
        assertThat(records.get(0)).startsWith(42, 0, 0, 0, 0, 0, 0, 0).hasSize(12);
    }

    private static ProgramImage writing(int value, MapHandle buffer) {
        Instructions program = Instructions.of(
                Insn.storeImm(8, 10, -8, value),
                new Instruction(Opcode.LD_IMM64, 2, Opcode.PSEUDO_MAP_IDX, 0, 0),
                Insn.highHalf(0),
                Insn.loadImm64(3, 0xffff_ffffL),
                Insn.highHalf(0xffff_ffffL),
                Insn.mov64Reg(4, 10),
                Insn.alu64(Opcode.ADD, 4, -8),
                Insn.mov64(5, 8),
                Insn.call(HelperId.PERF_EVENT_OUTPUT),
                Insn.mov64(0, 0),
                Insn.exit());
        return ProgramImage.of("writer", ProgramType.TRACEPOINT, program, List.of(buffer));
    }
}
