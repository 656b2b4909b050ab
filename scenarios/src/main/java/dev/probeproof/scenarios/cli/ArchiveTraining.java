// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.kernels.Kernels;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the launcher runs while the JVM writes down which classes are loaded, for an archive that later runs start from:
 * short commands of one kind, one after the other. What they print is thrown away.
 */
public final class ArchiveTraining {
    private ArchiveTraining() {}

    /**
     * @param arguments the kind, as the launcher names it, and an object whose programs carry probe definitions; where there
     *     is no such file, commands that need one only say so; or {@code kernels} and a folder, to keep the shipped
     *     kernels there
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("kernels")) {
            Kernels.keepShipped(Path.of(arguments[1]));
            return;
        }
        for (List<String> words : commands(arguments[0], arguments[1])) {
            // Whatever it ends with: what it loaded on the way is what later runs load.
            Main.run(words, nowhere());
        }
    }

    private static List<List<String>> commands(String kind, String object) {
        return switch (kind) {
            case "object" ->
                List.of(
                        List.of("dump", "object", object),
                        List.of("dump", "object", "--json", object),
                        List.of("dump", "elf", object));
            case "dump" ->
                List.of(
                        List.of("dump", "probes", "--json", "--probe", "vfs_read(file->f_pos)"),
                        List.of("dump", "relocated", object),
                        List.of("dump", "instances", object),
                        List.of("dump", "image", object),
                        List.of("dump", "image", "--json", object));
            case "check", "fit", "verify" -> List.of(List.of(kind, object), List.of(kind, "--json", object));
            case "explain" -> List.of(List.of(kind, object, object));
            default -> List.of(List.of("--version"), List.of());
        };
    }

    /** The streams of the process as {@link Terminal#system} makes them, but over nothing. */
    private static Terminal nowhere() {
        Terminal.system();
        return new Terminal(
                InputStream.nullInputStream(),
                StandardOutput.over(OutputStream.nullOutputStream()),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                false,
                false,
                0,
                Map.of());
    }
}
