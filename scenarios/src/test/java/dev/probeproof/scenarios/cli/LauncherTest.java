// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The launcher in a tree of its own, where java, mvn and sleep are scripts that take no time. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "is about the launcher for POSIX shells")
class LauncherTest {
    /** Writes the archive that it is asked for, and notes that it did. */
    private static final String JAVA = """
            [ "$1" = -version ] && { echo 'openjdk version "17.0.1"' >&2; exit; }
            for a; do case $a in -XX:ArchiveClassesAtExit=*)
                echo made >>"$HOME/makings"
                [ -e "$HOME/broken" ] && exit 1
                echo archive >"${a#*=}" ;;
            esac; done
            echo started "$@"
            """;

    @TempDir
    private Path tree;

    private Path lock;

    @BeforeEach
    void makeTree() throws IOException {
        lock = tree.resolve(".probeproof/build.lock");
        Files.createDirectories(tree.resolve("scenarios/target"));
        Files.copy(Path.of("..", "probeproof"), tree.resolve("probeproof"));
        script("jdk/bin/java", JAVA);
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
        return launch("off", "--version");
    }

    private String launch(String archive, String... words) throws IOException, InterruptedException {
        Path out = tree.resolve("out");
        List<String> command =
                new ArrayList<>(List.of("sh", tree.resolve("probeproof").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PROBEPROOF_ARCHIVE", archive);
        builder.environment().put("HOME", tree.toString());
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

    private int makings() throws IOException {
        Path notes = tree.resolve("makings");
        return Files.exists(notes) ? Files.readAllLines(notes).size() : 0;
    }

    private Path archive(String kind) throws IOException {
        try (Stream<Path> files = Files.walk(tree.resolve(".probeproof"))) {
            return files.filter(file -> file.getFileName().toString().equals(kind + ".archive"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void makesAnArchiveOnceForEachKindOfCommand() throws IOException, InterruptedException {
        assertThat(launch("now", "--version")).contains("-XX:SharedArchiveFile=", "other.archive");
        assertThat(launch("now", "--version")).contains("other.archive");
        assertThat(makings()).isEqualTo(1);

        assertThat(launch("now", "check", "a.o")).contains("check.archive", "-Dprobeproof.kernels=");
        assertThat(launch("now", "dump", "object", "a.o")).contains("object.archive");
        assertThat(makings()).isEqualTo(3);
    }

    @Test
    void makesTheArchiveAnewWhenTheJarHasChanged() throws IOException, InterruptedException {
        launch("now", "--version");
        Path jar = tree.resolve("scenarios/target/probeproof.jar");
        // Older than before, as if another had been copied here: not only what is newer counts.
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_600_000_000_000L));

        assertThat(launch("now", "--version")).contains("other.archive");
        assertThat(makings()).isEqualTo(2);
        assertThat(Files.getLastModifiedTime(archive("other"))).isEqualTo(Files.getLastModifiedTime(jar));
    }

    @Test
    void makesTheArchiveAnewWhenSomebodyHasWrittenToIt() throws IOException, InterruptedException {
        launch("now", "--version");
        Files.writeString(archive("other"), "rubbish");

        launch("now", "--version");

        assertThat(makings()).isEqualTo(2);
        assertThat(archive("other")).hasContent("archive");
    }

    @Test
    void makesTheArchiveAnewWhenJavaHasChanged() throws IOException, InterruptedException {
        launch("now", "--version");
        Files.setLastModifiedTime(tree.resolve("jdk/bin/java"), FileTime.fromMillis(1_600_000_000_000L));

        launch("now", "--version");

        assertThat(makings()).isEqualTo(2);
    }

    @Test
    void doesNotTryAgainWhereAnArchiveCannotBeMade() throws IOException, InterruptedException {
        Files.writeString(tree.resolve("broken"), "");

        assertThat(launch("now", "--version")).contains("started").doesNotContain("SharedArchiveFile");
        assertThat(launch("now", "--version")).contains("started").doesNotContain("SharedArchiveFile");
        assertThat(makings()).isEqualTo(1);
    }

    @Test
    void takesOverFromAMakerThatDied() throws IOException, InterruptedException {
        launch("now", "--version");
        Path making = Files.createDirectory(archive("other").resolveSibling("other.making"));
        Files.writeString(making.resolve("pid"), "999999999\n");
        Files.delete(archive("other"));

        assertThat(launch("now", "--version")).contains("other.archive");
        assertThat(making).doesNotExist();
    }

    @Test
    void givesCommandsThatMayCallTheRealKernelLeaveToDoSoAndNoArchive() throws IOException, InterruptedException {
        assertThat(launch("now", "serve", "--native"))
                .contains("--enable-native-access=ALL-UNNAMED")
                .doesNotContain("SharedArchiveFile", "TieredStopAtLevel");
        assertThat(launch("now", "check", "a.o", "-k", "running"))
                .contains("--enable-native-access=ALL-UNNAMED")
                .doesNotContain("SharedArchiveFile");
        assertThat(makings()).isZero();
    }
}
