// SPDX-License-Identifier: MIT
package dev.probeproof.loader.uapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A system call of 64-bit processes, as of Linux 6.18.
 *
 * <pre>{@code
 * SystemCall.find("openat").orElseThrow().number("x86_64"); // 257
 * }</pre>
 *
 * @param name that the kernel's functions and tracepoints have, which is {@code newstat} where a process says {@code stat}
 * @param x86 its number on x86-64, or -1
 * @param generic its number where the kernel's generic table holds, or -1
 * @param arguments their names, in order
 */
public record SystemCall(String name, int x86, int generic, List<String> arguments) {
    private static final String TABLE = "system-calls.txt";
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "stat", "newstat",
            "fstat", "newfstat",
            "lstat", "newlstat",
            "uname", "newuname",
            "umount2", "umount",
            "sendfile", "sendfile64",
            "fstatat", "newfstatat");

    public SystemCall {
        arguments = List.copyOf(arguments);
    }

    // Not read before somebody asks: most commands never do.
    private static final class Table {
        static final Map<String, SystemCall> ALL = read();
    }

    /** By the kernel's name or the one that processes use. */
    public static Optional<SystemCall> find(String name) {
        return Optional.ofNullable(Table.ALL.get(OTHER_NAMES.getOrDefault(name, name)));
    }

    /** The names of all, in alphabetical order. */
    public static Set<String> names() {
        return Table.ALL.keySet();
    }

    /**
     * Its number.
     *
     * @param arch {@code x86_64}, {@code arm64}, {@code riscv64}
     * @return empty where it does not exist, and on architectures with numbers of their own
     */
    public OptionalInt number(String arch) {
        int number = switch (arch) {
            case "x86_64" -> x86;
            case "arm64", "riscv64" -> generic;
            default -> -1;
        };
        return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static Map<String, SystemCall> read() {
        Map<String, SystemCall> all = new LinkedHashMap<>();
        try (InputStream table = Objects.requireNonNull(SystemCall.class.getResourceAsStream(TABLE), TABLE)) {
            for (String line : new String(table.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#")) {
                    List<String> words = List.of(line.trim().split(" "));
                    all.put(
                            words.get(0),
                            new SystemCall(
                                    words.get(0),
                                    parsed(words.get(1)),
                                    parsed(words.get(2)),
                                    words.subList(3, words.size())));
                }
            }
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
        return Collections.unmodifiableMap(all);
    }

    private static int parsed(String word) {
        return word.equals("-") ? -1 : Integer.parseInt(word);
    }
}
