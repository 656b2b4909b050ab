// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.archive.PlainJar;
import dev.probeproof.scenarios.kernels.Kernels;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the launcher runs while the JVM writes down which classes are loaded, for an archive that later runs start from:
 * short commands of one kind, one after the other. What they print is thrown away.
 */
public final class ArchiveTraining {
    private ArchiveTraining() {}

    /**
     * @param arguments the kind, as the launcher names it, and objects whose programs carry probe definitions; a command
     *     that finds none only says so. Or {@code kernels} and a folder, to keep the shipped kernels there; or {@code
     *     classes}, our jar and another to be made, to keep our classes there in a form that starts faster
     */
    public static void main(String[] arguments) throws IOException {
        List<String> objects = List.of(arguments).subList(1, arguments.length);
        if (arguments[0].equals("kernels")) {
            Kernels.keepShipped(Path.of(objects.get(0)));
            return;
        } else if (arguments[0].equals("classes")) {
            PlainJar.write(Path.of(objects.get(0)), "dev/probeproof/", Path.of(objects.get(1)));
            return;
        }
        for (List<String> words : commands(arguments[0])) {
            List<String> line = new ArrayList<>(words);
            if (!arguments[0].equals("other")) {
                line.addAll(objects);
            }
            // Whatever it ends with: what it loaded on the way is what later runs load.
            Main.run(line, nowhere());
        }
    }

    private static List<List<String>> commands(String kind) {
        return switch (kind) {
            case "object" ->
                List.of(List.of("dump", "object"), List.of("dump", "object", "--json"), List.of("dump", "elf"));
            case "dump" ->
                List.of(
                        List.of("dump", "probes"),
                        List.of("dump", "probes", "--json", "--probe", "vfs_read(file->f_pos)"),
                        List.of("dump", "relocated"),
                        List.of("dump", "instances"),
                        List.of("dump", "image"),
                        List.of("dump", "image", "--json"));
            case "check", "fit", "verify" -> List.of(List.of(kind), List.of(kind, "--json"));
            case "explain" -> List.of(List.of(kind));
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
