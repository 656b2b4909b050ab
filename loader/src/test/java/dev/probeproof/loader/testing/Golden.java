// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A file that holds what a test produces, kept in the repository so that a change of it is seen in review.
 * {@code -Dgolden=update} writes the file instead of comparing.
 */
public final class Golden {
    private final Path file;

    private Golden(Path file) {
        this.file = file;
    }

    /** A file below the root of the repository, whichever module's tests are running. */
    public static Golden inRepository(String path) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("loader").resolve("pom.xml"))) {
                return new Golden(folder.resolve(path));
            }
        }
        throw new IllegalStateException("no repository around " + Path.of("").toAbsolutePath());
    }

    /** Compares, with line feeds whatever the platform does. */
    public void matches(String produced) {
        try {
            if ("update".equals(System.getProperty("golden"))) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, produced);
            }
            assertThat(file).as("%s; -Dgolden=update writes it", file).exists();
            assertThat(produced)
                    .as("%s; -Dgolden=update writes it anew", file)
                    .isEqualTo(Files.readString(file).replace("\r\n", "\n"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
