// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line as a process of its own, with a class path and JVM options that a test chooses. */
final class ChildJvm {
    private static final long LIMIT_SECONDS = 120;

    private final List<String> options = new ArrayList<>();
    private String classPath = String.join(File.pathSeparator, classPath());

    /** The class path of these tests, entry by entry. */
    static List<String> classPath() {
        // Surefire starts the JVM with a jar that only names the real class path.
        String real = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.asList(real.split(File.pathSeparator));
    }

    ChildJvm classPath(List<String> entries) {
        classPath = String.join(File.pathSeparator, entries);
        return this;
    }

    ChildJvm option(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** The process builder, for tests that do not want the whole output. */
    ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    CommandRun run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        try {
            Process process = builder(arguments)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            return new CommandRun(
                    exitCode(process),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Waits, but not for ever. */
    static int exitCode(Process process) throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("still running after " + LIMIT_SECONDS + " s");
        }
        return process.exitValue();
    }
}
