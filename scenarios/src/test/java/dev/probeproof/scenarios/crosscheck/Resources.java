// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.crosscheck;

import dev.probeproof.loader.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The files of folder {@code crosscheck}, which travel in the loader's test jar. */
final class Resources {
    private Resources() {}

    static Bytes bytes(String file) {
        try (InputStream in = Resources.class.getResourceAsStream("/crosscheck/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no file crosscheck/" + file + " on the class path");
            }
            return Bytes.wrap(in.readAllBytes(), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> lines(String file) {
        return new String(bytes(file).toArray(), StandardCharsets.UTF_8).lines().toList();
    }
}
