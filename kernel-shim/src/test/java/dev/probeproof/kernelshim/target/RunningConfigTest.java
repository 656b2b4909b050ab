// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.target;

import dev.probeproof.kernelshim.sys.KernelFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RunningConfigTest {
    private static final String VERSION = "LINUX_KERNEL_VERSION";

    @TempDir
    Path root;

    @BeforeEach
    void describe() throws IOException {
        write("proc/sys/kernel/osrelease", "6.1.0-56-cloud-amd64\n");
        write("proc/version", "Linux version 6.1.0 (gcc) #1 SMP\n");
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private RunningConfig config() {
        return new RunningConfig(KernelFiles.below(root));
    }

    @Test
    void isWhatTheKernelItselfHasPacked() throws IOException {
        write("boot/config-6.1.0-56-cloud-amd64", "CONFIG_HZ=100\n");
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(root.resolve("proc/config.gz")))) {
            packed.write("CONFIG_HZ=250\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(config().value("CONFIG_HZ")).contains("250");
        assertThat(config().isKnown()).isTrue();
    }

    @Test
    void isElseWhatIsInstalledForItsRelease() throws IOException {
        write("boot/config-6.1.0-56-cloud-amd64", "CONFIG_HZ=100\n");

        assertThat(config().value("CONFIG_HZ")).contains("100");
    }

    @Test
    void isUnknownWithoutEither() {
        assertThat(config().value("CONFIG_HZ")).isEmpty();
        assertThat(config().isKnown()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "proc/version, 'Linux version 6.1.0-56-cloud-amd64 (gcc) #1 SMP Debian 6.1.192-2 (2026-01-01)', 393664",
        "proc/version_signature, 'Ubuntu 5.4.0-12.15-generic 5.4.8', 328712",
        "proc/version_signature, 'Ubuntu 4.4.0-1.1-generic 4.4.302', 263423"
    })
    void tellsTheVersionThatTheReleaseHides(String file, String content, int code) throws IOException {
        write(file, content + "\n");

        assertThat(config().value(VERSION)).contains(Integer.toString(code));
    }

    @Test
    void leavesTheVersionToTheReleaseOtherwise() {
        assertThat(config().value(VERSION)).isEmpty();
    }
}
