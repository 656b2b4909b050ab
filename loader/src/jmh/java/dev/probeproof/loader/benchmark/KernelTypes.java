// SPDX-License-Identifier: MIT
package dev.probeproof.loader.benchmark;

import dev.probeproof.loader.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** The types of a shipped kernel, from the sources of the command line. */
final class KernelTypes {
    /** Maven runs in the module's folder. */
    private static final Path FOLDER = Path.of("../scenarios/src/main/resources/dev/probeproof/scenarios/kernels");

    private KernelTypes() {}

    static Bytes read(String kernel) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(FOLDER.resolve(kernel + ".btf.gz")))) {
            return Bytes.wrap(in.readAllBytes(), kernel);
        }
    }
}
