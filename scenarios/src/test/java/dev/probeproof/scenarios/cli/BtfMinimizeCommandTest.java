// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class BtfMinimizeCommandTest {
    private static final Path SHIPPED = Path.of("src/main/resources/dev/probeproof/scenarios/kernels/6.1-amd64.btf.gz");

    @TempDir
    Path folder;

    private static byte[] unpacked(Path file) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            return in.readAllBytes();
        }
    }

    @Test
    void makesTheFilesThatShip() throws IOException {
        Path copy = folder.resolve("6.1-amd64.btf.gz");

        CommandRun run = CommandRun.of("btf", "minimize", SHIPPED.toString(), "--all", "-o", copy.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(unpacked(copy)).isEqualTo(unpacked(SHIPPED));
    }

    @Test
    void makesAKernelThatOtherCommandsTake() {
        Path small = folder.resolve("6.1-small.btf");
        String definition = "vfs_read(file->f_path.dentry->d_name.name:string)";

        CommandRun made = CommandRun.of(
                "btf", "minimize", "6.1-amd64", "--probe", definition, "--keep", "struct qstr", "-o", small.toString());

        assertThat(made.exitCode()).isZero();
        assertThat(made.out()).startsWith(small + ": ").contains(" types, ").contains(" bytes");
        CommandRun onSmall = CommandRun.of("dump", "probes", "--json", "--probe", definition, "-k", small.toString());
        CommandRun onWhole = CommandRun.of("dump", "probes", "--json", "--probe", definition, "-k", "6.1-amd64");
        assertThat(onSmall.exitCode()).isZero();
        assertThat(onSmall.out()).isEqualTo(onWhole.out().replace("6.1-amd64", "6.1-small"));
        assertThat(CommandRun.of("btf", "print", small.toString(), "struct qstr", "--only")
                        .out())
                .isEqualTo(CommandRun.of("btf", "print", "6.1-amd64", "struct qstr", "--only")
                        .out());
    }

    @Test
    void saysWhatItCannotKnow() {
        Path small = folder.resolve("6.1-small.btf");
        CommandRun.of("btf", "minimize", "6.1-amd64", "--keep", "struct qstr", "-o", small.toString());

        CommandRun run = CommandRun.of("dump", "probes", "--probe", "vfs_read(count)", "-k", small.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("cannot tell whether the kernel has function 'vfs_read'");
    }

    @Test
    void toleratesNamesThatThisKernelLacks() {
        Path small = folder.resolve("small.btf");

        CommandRun run = CommandRun.of(
                "btf", "minimize", "6.1-amd64", "--keep", "struct taks_struct", "--json", "-o", small.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .isEqualTo(
                        "note: no 'struct taks_struct' in the types of 6.1-amd64; nearest: task_struct, tss_struct\n");
        assertThat(run.out()).startsWith("{\"schemaVersion\":1,\"kernel\":\"6.1-amd64\",");
        assertThat(CommandRun.of("btf", "print", small.toString(), "struct taks_struct")
                        .err())
                .startsWith("error: no 'struct taks_struct'");
    }
}
