// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the launcher runs while the JVM writes down which classes are loaded, for an archive that later runs start from:
 * the short commands, one after the other, on one object. What they print is thrown away.
 */
public final class ArchiveTraining {
    private ArchiveTraining() {}

    /**
     * @param arguments an object whose programs carry probe definitions; where there is no such file, the commands that need
     *     one are left out
     */
    public static void main(String[] arguments) {
        for (List<String> words : commands(arguments)) {
            // Whatever it ends with: what it loaded on the way is what later runs load.
            Main.run(words, nowhere());
        }
    }

    private static List<List<String>> commands(String[] arguments) {
        List<List<String>> commands = new ArrayList<>();
        commands.add(List.of("--version"));
        commands.add(List.of());
        commands.add(List.of("features", "--list"));
        commands.add(List.of("dump", "probes", "--json", "--probe", "vfs_read(file->f_pos)"));
        if (arguments.length > 0 && Files.isRegularFile(Path.of(arguments[0]))) {
            String object = arguments[0];
            commands.add(List.of("dump", "object", object));
            commands.add(List.of("dump", "object", "--json", object));
            commands.add(List.of("dump", "relocated", object));
            commands.add(List.of("dump", "instances", object));
            commands.add(List.of("dump", "image", object));
            commands.add(List.of("check", object));
            commands.add(List.of("check", "--json", object));
            commands.add(List.of("fit", object));
            commands.add(List.of("verify", object));
        }
        return commands;
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
