// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A BPF file system of a test's own, so that it leaves nothing in the machine's. */
public final class BpfFileSystem implements AutoCloseable {
    private final Path mount;

    private BpfFileSystem(Path mount) {
        this.mount = mount;
    }

    /** Mounts one on an empty directory; skips the test where that is not allowed. */
    public static BpfFileSystem mount(Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("mount", "-t", "bpf", "bpf", directory.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assumptions.assumeTrue(process.waitFor() == 0, () -> "no BPF file system can be mounted: " + output.strip());
        return new BpfFileSystem(directory);
    }

    /** A directory in it. */
    public Path directory(String name) throws IOException {
        return Files.createDirectories(mount.resolve(name));
    }

    @Override
    public void close() throws IOException {
        Process process = new ProcessBuilder("umount", mount.toString())
                .redirectErrorStream(true)
                .start();
        // Its output ends when it does.
        process.getInputStream().readAllBytes();
    }
}
