// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.ClasspathResourceSelector;
import org.junit.platform.engine.discovery.ClasspathRootSelector;
import org.junit.platform.engine.discovery.DirectorySelector;
import org.junit.platform.engine.discovery.FilePosition;
import org.junit.platform.engine.discovery.FileSelector;
import org.junit.platform.engine.discovery.PackageSelector;
import org.junit.platform.engine.discovery.UniqueIdSelector;
import org.junit.platform.engine.discovery.UriSelector;

/** The files that a request selects, and what of each. */
final class SelectedFiles {
    private static final String ENDING = ".scenario.yaml";
    private static final int DEEPEST = 64;
    private static final Pattern LINE = Pattern.compile("(?:^|&)line=(\\d{1,9})(?:&|$)");

    private final Path here = Path.of("").toAbsolutePath();
    private final Map<Path, Selected> files = new LinkedHashMap<>();

    SelectedFiles(EngineDiscoveryRequest request, UniqueId engine) {
        request.getSelectorsByType(FileSelector.class)
                .forEach(selector ->
                        file(selector.getPath(), selector.getPosition().map(FilePosition::getLine)));
        request.getSelectorsByType(DirectorySelector.class).forEach(selector -> below(selector.getPath()));
        request.getSelectorsByType(ClasspathRootSelector.class).forEach(selector -> uri(selector.getClasspathRoot()));
        request.getSelectorsByType(ClasspathResourceSelector.class)
                .forEach(selector -> resources(selector.getClasspathResourceName())
                        .forEach(path -> file(path, selector.getPosition().map(FilePosition::getLine))));
        request.getSelectorsByType(PackageSelector.class)
                .forEach(selector ->
                        resources(selector.getPackageName().replace('.', '/')).forEach(this::below));
        request.getSelectorsByType(UriSelector.class).forEach(selector -> uri(selector.getUri()));
        request.getSelectorsByType(UniqueIdSelector.class).stream()
                .map(UniqueIdSelector::getUniqueId)
                .filter(id -> id.hasPrefix(engine) && id.getSegments().size() > 1)
                .forEach(id -> of(Path.of(id.getSegments().get(1).getValue())).id(id));
    }

    /** By path, which is relative to the working directory where it can be: ids are the same on every machine then. */
    Map<Path, Selected> all() {
        return Collections.unmodifiableMap(files);
    }

    private Selected of(Path path) {
        Path whole = path.toAbsolutePath().normalize();
        return files.computeIfAbsent(whole.startsWith(here) ? here.relativize(whole) : whole, each -> new Selected());
    }

    /** Other engines are asked for other files. */
    private void file(Path path, Optional<Integer> line) {
        String name = path.toString();
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            of(path).line(line);
        }
    }

    private void below(Path folder) {
        if (!Files.isDirectory(folder)) {
            return; // A jar among the roots of the class path has no files to find.
        }
        try (Stream<Path> all = Files.walk(folder, DEEPEST)) {
            List<Path> found = all.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .toList();
            found.forEach(file -> of(file).whole());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for scenarios below " + folder, e);
        }
    }

    /** {@code file:///…/a.scenario.yaml?line=9}, or a folder. */
    private void uri(URI uri) {
        if (!"file".equals(uri.getScheme())) {
            return;
        }
        String query = uri.getQuery();
        Matcher line = LINE.matcher(query == null ? "" : query);
        String text = uri.toString();
        Path path = Path.of(URI.create(query == null ? text : text.substring(0, text.indexOf('?'))));
        if (Files.isDirectory(path)) {
            below(path);
        } else {
            file(path, line.find() ? Optional.of(Integer.valueOf(line.group(1))) : Optional.empty());
        }
    }

    /** What of a name lies in folders of the class path. */
    private static List<Path> resources(String name) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try {
            List<URL> urls =
                    Collections.list((loader == null ? ClassLoader.getSystemClassLoader() : loader).getResources(name));
            return urls.stream()
                    .filter(url -> url.getProtocol().equals("file"))
                    .map(SelectedFiles::path)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for '" + name + "' on the class path", e);
        }
    }

    private static Path path(URL url) {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException odd) {
            throw new IllegalArgumentException("no place of a file: " + url, odd);
        }
    }
}
