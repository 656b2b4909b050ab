// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The launcher in a tree of its own, where java, mvn and sleep are scripts that take no time. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    @TempDir
    private Path tree;

    private Path lock;

    @BeforeEach
    void makeTree() throws IOException {
        lock = tree.resolve(".probeproof/build.lock");
        Files.createDirectories(tree.resolve("scenarios/target"));
        Files.copy(Path.of("..", "probeproof"), tree.resolve("probeproof"));
        script("jdk/bin/java", "[ \"$1\" = -version ] && echo 'openjdk version \"17.0.1\"' >&2 || echo started");
        script("bin/mvn", "for a; do case $a in -Dprobeproof.jar=*) echo jar >\"${a#*=}\" ;; esac; done");
        script("bin/sleep", "echo \"$1\" >>" + tree.resolve("sleeps"));
    }

    private void script(String name, String text) throws IOException {
        Path file = tree.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private String launch() throws IOException, InterruptedException {
        Path out = tree.resolve("out");
        ProcessBuilder builder =
                new ProcessBuilder("sh", tree.resolve("probeproof").toString(), "--version");
        builder.environment().put("JAVA_HOME", tree.resolve("jdk").toString());
        builder.environment().merge("PATH", tree.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        Process process =
                builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
        process.getOutputStream().close();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("launcher ended")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isZero();
        return Files.readString(out);
    }

    @Test
    void removesALockWhoseOwnerDiedBeforeItWroteItsName() throws IOException, InterruptedException {
        Files.createDirectories(lock);

        assertThat(launch()).contains("waiting for another build", "started");
        assertThat(Files.readAllLines(tree.resolve("sleeps"))).hasSize(5);
        assertThat(lock).doesNotExist();
        assertThat(tree.resolve("scenarios/target/probeproof.jar")).exists();
    }

    @Test
    void countsOnlyWaitsInARowForALockWithoutAName() throws IOException, InterruptedException {
        Files.createDirectories(lock);
        // A live owner at the fourth wait, which has gone again at the fifth.
        script(
                "bin/sleep",
                "echo >>" + tree.resolve("sleeps") + "; n=$(wc -l <" + tree.resolve("sleeps") + ")\n"
                        + "if [ $n -eq 4 ]; then echo $PPID >" + lock.resolve("pid") + "; else rm -f "
                        + lock.resolve("pid") + "; fi");

        assertThat(launch()).contains("started");
        assertThat(Files.readAllLines(tree.resolve("sleeps"))).hasSize(9);
    }

    @Test
    void leavesALockThatAnotherTookMeanwhile() throws IOException, InterruptedException {
        script(
                "bin/mvn",
                "for a; do case $a in -Dprobeproof.jar=*) echo jar >\"${a#*=}\" ;; esac; done; echo 1 >"
                        + lock.resolve("pid"));

        assertThat(launch()).contains("started");
        assertThat(lock.resolve("pid")).hasContent("1");
    }
}
