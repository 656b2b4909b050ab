// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.jupiter;

import dev.probeproof.loader.error.Nearest;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Files that a test names: resources beside its class, at the root of the class path, or files of the working directory. */
final class TestFiles {
    private TestFiles() {}

    static Path find(String name, Class<?> test) {
        URL resource = test.getResource(name);
        if (resource == null) {
            resource = loader(test).getResource(name.startsWith("/") ? name.substring(1) : name);
        }
        if (resource != null) {
            return path(name, resource);
        }
        Path file = Path.of(name).toAbsolutePath().normalize();
        if (Files.exists(file)) {
            return file;
        }
        throw new ExtensionConfigurationException(missing(name, file, test));
    }

    private static ClassLoader loader(Class<?> test) {
        ClassLoader own = test.getClassLoader();
        return own == null ? ClassLoader.getSystemClassLoader() : own;
    }

    private static Path path(String name, URL resource) {
        try {
            URI uri = resource.toURI();
            if ("file".equals(uri.getScheme())) {
                return Path.of(uri);
            }
        } catch (URISyntaxException odd) {
            // As if it were in a jar: told below.
        }
        throw new ExtensionConfigurationException(
                "'" + name + "' lies at " + resource + ", not in a folder; unpack it before the tests");
    }

    private static String missing(String name, Path file, Class<?> test) {
        Set<Path> folders = new LinkedHashSet<>();
        add(folders, test.getResource("."));
        add(folders, loader(test).getResource(""));
        Path parent = file.getParent();
        if (parent != null) {
            folders.add(parent);
        }
        String wanted = String.valueOf(Path.of(name).getFileName());
        List<String> there = new ArrayList<>();
        for (Path folder : folders) {
            names(folder).filter(each -> each.contains(".")).forEach(there::add);
        }
        List<String> nearest = Nearest.of(wanted, there);
        return "no file '" + name + "' for " + test.getSimpleName() + Nearest.suffix(nearest) + "\n  looked in "
                + String.join(
                        "\n            ", folders.stream().map(Path::toString).toList())
                + (wanted.endsWith(".o")
                        ? "\n  an object is made by: clang -O2 -g -target bpf -c "
                                + wanted.substring(0, wanted.length() - 2) + ".c -o " + wanted
                        : "");
    }

    private static void add(Set<Path> folders, @Nullable URL url) {
        if (url != null && "file".equals(url.getProtocol())) {
            folders.add(path(".", url).normalize());
        }
    }

    private static Stream<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> String.valueOf(each.getFileName())).sorted().toList().stream();
        } catch (IOException nothingThere) {
            return Stream.empty();
        }
    }
}
