// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.scenarios.kernels.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PreflightTest {
    private BpfObject fileio;

    @BeforeEach
    void readExample() throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of("../examples/fileio.bpf.o"));
        fileio = ObjectReader.read(Bytes.wrap(bytes, "fileio.bpf.o"), "fileio.bpf.o");
    }

    @Test
    void holdsTheRegisterTableAgainstTheKernel() {
        TargetKernel real = Kernels.byName("6.12-amd64");
        TargetKernel mistaken = new TargetKernel(real.name(), real.release(), Archs.ARM64, real.btf(), real.symbols());

        CheckReport report = new Preflight(Preflight.Options.DEFAULT).check(fileio, List.of(mistaken), step -> {});

        assertThat(report.problems())
                .anySatisfy(problem -> assertThat(problem.reason())
                        .startsWith(
                                "register x0 is taken from byte 0 of struct pt_regs, but the kernel has no member"));
        assertThat(report.allProved()).isFalse();
    }

    @Test
    void givesPointsThatFetchAlikeOneInstance() {
        CheckReport report = new Preflight(Preflight.Options.DEFAULT)
                .check(fileio, List.of(Kernels.byName("6.12-arm64")), step -> {});

        assertThat(report.rows())
                .extracting(CheckReport.Row::points)
                .containsExactly(
                        List.of("vfs_read", "vfs_write"),
                        List.of("vfs_fsync_range"),
                        List.of("vfs_fallocate"),
                        List.of("vfs_open"));
        assertThat(report.allProved()).isTrue();
    }

    @Test
    void answersTheSameTwice() {
        List<CheckReport> reports = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            reports.add(new Preflight(Preflight.Options.DEFAULT)
                    .check(fileio, List.of(Kernels.byName("7.2-amd64")), step -> {}));
        }

        assertThat(reports.get(0)).isEqualTo(reports.get(1));
    }
}
