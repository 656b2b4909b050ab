// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The launcher with the JVM of these tests and a jar of these classes: what the JVM makes of an archive. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "is about the launcher for POSIX shells")
class ArchiveTest {
    @TempDir
    private Path folder;

    private Path tree;

    /** A launcher that is reached through a link. */
    private void makeTree() throws IOException {
        tree = folder.resolve("tree");
        Path target = Files.createDirectories(tree.resolve("scenarios/target"));
        Files.copy(Path.of("..", "probeproof"), tree.resolve("launcher"));
        Files.createSymbolicLink(folder.resolve("link"), tree.resolve("launcher"));
        Set<String> written = new LinkedHashSet<>();
        try (OutputStream file = Files.newOutputStream(target.resolve("probeproof.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            for (String entry : ChildJvm.classPath()) {
                if (Files.isDirectory(Path.of(entry))) {
                    add(Path.of(entry), jar, written);
                } else if (isNeeded(Path.of(entry).getFileName().toString())) {
                    addJar(Path.of(entry), jar, written);
                }
            }
        }
    }

    private static void add(Path classes, JarOutputStream jar, Set<String> written) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(classes)) {
            files = all.filter(file -> file.toString().endsWith(".class")
                            || file.toString().endsWith(".properties"))
                    .toList();
        }
        for (Path file : files) {
            String name = classes.relativize(file).toString();
            if (!name.endsWith("module-info.class") && written.add(name)) {
                jar.putNextEntry(new ZipEntry(name));
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
    }

    /** Ours, where they are jars already, and what reading files and the training need. */
    private static boolean isNeeded(String library) {
        return library.matches("(asm|xz)-\\d.*")
                || library.startsWith("probeproof-") && !library.endsWith("-tests.jar");
    }

    private static void addJar(Path library, JarOutputStream jar, Set<String> written) throws IOException {
        try (FileSystem opened = FileSystems.newFileSystem(library)) {
            add(opened.getPath("/"), jar, written);
        }
    }

    private String version(String archive) throws IOException, InterruptedException {
        return run(archive, "--version");
    }

    private String run(String archive, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("sh", folder.resolve("link").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PROBEPROOF_ARCHIVE", archive);
        return output(builder);
    }

    /** Both streams: neither may have a word of the JVM's. */
    private String output(ProcessBuilder builder) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
        process.getOutputStream().close();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(out);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }

    private Path archive() throws IOException {
        try (Stream<Path> files = Files.walk(tree.resolve(".probeproof"))) {
            return files.filter(file -> file.toString().endsWith("other.archive"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void outputIsTheSameWithAnArchiveWithoutOneAndWithOneOfAnotherJdk() throws IOException, InterruptedException {
        makeTree();
        String expected = version("off");
        assertThat(expected).startsWith("probeproof ").hasLineCount(1);

        assertThat(version("now")).isEqualTo(expected);
        assertThat(sourceOfMain()).contains("shared objects file");

        // As a JVM of another make would leave it: with the date of the jar, so that the launcher believes in it.
        Path jar = tree.resolve("scenarios/target/probeproof.jar");
        Files.writeString(archive(), "an archive of another JDK");
        Files.setLastModifiedTime(archive(), Files.getLastModifiedTime(jar));
        assertThat(version("now")).isEqualTo(expected);

        Files.delete(archive());
        assertThat(version("off")).isEqualTo(expected);
    }

    /** Before 25 lambdas are rewritten for it. */
    @Test
    void aCommandWithRewrittenClassesPrintsTheSame() throws IOException, InterruptedException {
        makeTree();
        String[] command = {
            "dump",
            "object",
            Path.of("..", "examples", "openat.bpf.o").toRealPath().toString()
        };
        String expected = run("off", command);
        assertThat(expected).contains("on_open");
        assertThat(run("now", command)).isEqualTo(expected);
        assertThat(Files.exists(tree.resolve(".probeproof/plain.jar")))
                .isEqualTo(Runtime.version().feature() < 25);
    }

    /** What the JVM says of where the class came from, started as the launcher does. */
    private String sourceOfMain() throws IOException, InterruptedException {
        boolean cache = Runtime.version().feature() >= 25;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                (cache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive(),
                cache ? "-XX:+UseSerialGC" : "-XX:+UseG1GC",
                "-Xlog:class+load",
                "-cp",
                tree.toRealPath().resolve("scenarios/target/probeproof.jar").toString(),
                Main.class.getName(),
                "--version"));
        return output(new ProcessBuilder(command))
                .lines()
                .filter(line -> line.contains(Main.class.getName() + " source:"))
                .findFirst()
                .orElse("not loaded");
    }
}
