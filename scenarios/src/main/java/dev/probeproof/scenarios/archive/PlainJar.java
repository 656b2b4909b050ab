// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/**
 * The classes of a jar in which each lambda is an ordinary class: another jar, to stand before it on the class path. Up to
 * JDK 24 a class archive holds the classes of lambdas, but each place where one is made is linked when it is first
 * reached, by some 25,000 bytecodes of the JDK's; a short command reaches two hundred such places.
 */
public final class PlainJar {
    /** Any will do, but always the same: the JVM refuses an archive if the date of a jar has changed. */
    private static final long ENTRY_TIME = 315_619_200_000L;

    private PlainJar() {}

    /**
     * Writes the classes of certain packages, and nothing else but the manifest. The same jar gives the same bytes.
     *
     * @param prefix what the names of entries begin with, such as {@code dev/probeproof/}
     */
    public static void write(Path jar, String prefix, Path target) throws IOException {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        Map<String, List<String>> newMembers = new LinkedHashMap<>();
        try (JarFile file = new JarFile(jar.toFile());
                JarOutputStream written = new JarOutputStream(Files.newOutputStream(target))) {
            for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    put(written, entry.getName(), file.getInputStream(entry).readAllBytes());
                } else if (entry.getName().startsWith(prefix) && entry.getName().endsWith(".class")) {
                    PlainLambdas.Rewritten rewritten =
                            PlainLambdas.rewrite(file.getInputStream(entry).readAllBytes());
                    classes.put(rewritten.name(), rewritten.bytes());
                    classes.putAll(rewritten.lambdas());
                    newMembers
                            .computeIfAbsent(rewritten.nestHost(), host -> new ArrayList<>())
                            .addAll(rewritten.lambdas().keySet());
                }
            }
            newMembers.forEach((host, members) ->
                    classes.computeIfPresent(host, (name, bytes) -> PlainLambdas.withNestMembers(bytes, members)));
            for (Map.Entry<String, byte[]> each : classes.entrySet()) {
                put(written, each.getKey() + ".class", each.getValue());
            }
        }
    }

    private static void put(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(ENTRY_TIME);
        jar.putNextEntry(entry);
        jar.write(bytes);
        jar.closeEntry();
    }
}
