// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The objects in {@code src/test/resources/objects}: each source by three compilers in both byte orders, some by the
 * newest only.
 */
public final class TestObjects {
    public static final List<String> SOURCES = List.of(
            "linked",
            "maps",
            "legacy",
            "externs",
            "sections",
            "names",
            "struct_ops",
            "globals",
            "fills",
            "locks",
            "definitions",
            "newer_definitions");
    public static final List<String> NEWEST_ONLY = List.of("arena", "jumps", "layout");
    public static final List<String> COMPILERS = List.of("clang-14", "clang-16", "clang-19");
    public static final List<String> ORDERS = List.of("el", "eb");

    private TestObjects() {}

    /** The names of all objects. */
    public static List<String> all() {
        List<String> names = new ArrayList<>();
        SOURCES.forEach(source -> names.addAll(of(source)));
        NEWEST_ONLY.forEach(source -> names.addAll(byNewest(source)));
        return names;
    }

    /** The names of the objects of one source. */
    public static List<String> of(String source) {
        List<String> names = new ArrayList<>();
        for (String compiler : COMPILERS) {
            for (String order : ORDERS) {
                names.add(source + "." + compiler + "." + order + ".o");
            }
        }
        return names;
    }

    /** The names of the objects of one source that only the newest compiler makes. */
    public static List<String> byNewest(String source) {
        return ORDERS.stream()
                .map(order -> source + ".clang-19." + order + ".o")
                .toList();
    }

    public static Bytes bytes(String name) {
        try (InputStream stream = TestObjects.class.getResourceAsStream("/objects/" + name)) {
            return Bytes.wrap(stream.readAllBytes(), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static BpfObject read(String name) {
        return ObjectReader.read(bytes(name), name);
    }

    /** A shipped example, which lies outside this module. */
    public static BpfObject example(String name) {
        try {
            return ObjectReader.read(Bytes.wrap(Files.readAllBytes(Path.of("..", "examples", name)), name), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
