// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The emulator side needs neither the real kernel's module nor JNA, reads no file that it was not given, and prints the
 * same whatever the machine's locale and encoding are. So it behaves alike on every system. Watched from outside: a JVM
 * of its own whose flight recorder notes every read and write of a file.
 */
class IsolationTest {
    private static final String FILEIO = "../examples/fileio.bpf.o";

    /** Every read and write, however quick. */
    private static final String WATCH = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="jdk.FileRead"><setting name="enabled">true</setting><setting name="threshold">0 ns</setting></event>
              <event name="jdk.FileWrite"><setting name="enabled">true</setting><setting name="threshold">0 ns</setting></event>
            </configuration>
            """;

    @TempDir
    Path folder;

    private record Case(String name, List<String> words, Set<String> files) {}

    private static List<Case> cases() {
        return List.of(
                new Case("check", List.of("check", FILEIO), Set.of(FILEIO)),
                new Case("dump instances", List.of("dump", "instances", FILEIO, "-k", "6.12-arm64"), Set.of(FILEIO)),
                new Case(
                        "dump probes",
                        List.of("dump", "probes", "--json", "--probe", "vfs_write(file->f_inode->i_ino)"),
                        Set.of()),
                new Case("features", List.of("features", "--list", "--json"), Set.of()));
    }

    @TestFactory
    Stream<DynamicTest> readsOnlyWhatItWasGiven() {
        return cases().stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> watch(one)));
    }

    private void watch(Case one) throws IOException, InterruptedException {
        String[] words = one.words().toArray(String[]::new);
        CommandRun here = CommandRun.of(words);
        Path recording = folder.resolve(one.name().replace(' ', '-') + ".jfr");
        Path settings = Files.writeString(folder.resolve("watch.jfc"), WATCH);

        CommandRun elsewhere = foreign()
                .option("-XX:StartFlightRecording=settings=" + settings + ",filename=" + recording)
                .option("-Xlog:disable", "-Xlog:all=error:stderr")
                .run(words);

        assertThat(elsewhere).isEqualTo(here);
        assumeThat(recording).as("this JVM has no flight recorder").exists();
        Set<String> touched = touched(recording);
        assertThat(touched).as("the watch saw the class path").isNotEmpty();
        assertThat(touched.stream().filter(file -> !belongsToTheJvm(file)).map(IsolationTest::real))
                .containsExactlyInAnyOrderElementsOf(
                        one.files().stream().map(IsolationTest::real).toList());
    }

    @Test
    void runningKernelWithoutTheNativeModuleIsReadFromItsFiles() throws IOException, InterruptedException {
        assumeThat(Files.isReadable(Path.of("/sys/kernel/btf/vmlinux")))
                .as("this machine has no types of its kernel to read")
                .isTrue();

        CommandRun run = foreign().run("dump", "probes", "--json", "--probe", "vfs_read(count)", "-k", "running");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"kernel\":\"running\"");
    }

    /** Neither kernel-shim nor JNA; a locale whose lower case of I is not i, an encoding that is not UTF-8. */
    private static ChildJvm foreign() {
        List<String> entries = ChildJvm.classPath().stream()
                .filter(entry -> !entry.contains("kernel-shim") && !entry.contains("jna"))
                .toList();
        return new ChildJvm()
                .classPath(entries)
                .option("-Duser.language=tr", "-Duser.country=TR", "-Dfile.encoding=ISO-8859-9")
                .option("-Dsun.jnu.encoding=ISO-8859-9", "-Duser.timezone=Asia/Kathmandu");
    }

    private static Set<String> touched(Path recording) throws IOException {
        Set<String> files = new TreeSet<>();
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                String type = event.getEventType().getName();
                if (type.equals("jdk.FileRead") || type.equals("jdk.FileWrite")) {
                    String path = event.getString("path");
                    if (path != null) { // Standard streams have none.
                        files.add(path);
                    }
                }
            }
        }
        return files;
    }

    /** The JDK's own files, the class path, and the recording itself. */
    private static boolean belongsToTheJvm(String file) {
        List<String> own = new ArrayList<>(ChildJvm.classPath());
        own.add(System.getProperty("java.home"));
        String path = real(file);
        return file.endsWith(".jfr") || own.stream().anyMatch(entry -> path.startsWith(real(entry)));
    }

    private static String real(String file) {
        try {
            Path path = Path.of(file);
            return (Files.exists(path)
                            ? path.toRealPath()
                            : path.toAbsolutePath().normalize())
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
