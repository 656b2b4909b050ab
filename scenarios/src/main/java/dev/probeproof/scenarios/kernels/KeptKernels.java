// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfSnapshot;
import dev.probeproof.loader.bytes.CorruptObjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Shipped kernels as {@link BtfSnapshot}s in a folder, which the launcher names and vouches for: that it was filled from
 * this very jar. What is missing there or damaged is read from the jar.
 */
final class KeptKernels {
    private static final String FOLDER = "probeproof.kernels";

    private KeptKernels() {}

    static @Nullable Btf find(ShippedKernel kernel, String source) {
        String folder = System.getProperty(FOLDER);
        if (folder == null) {
            return null;
        }
        try {
            return BtfSnapshot.open(Files.readAllBytes(file(Path.of(folder), kernel)), source);
        } catch (IOException | CorruptObjectException e) {
            return null; // The jar has them as well.
        }
    }

    /** Fills a folder that is there. */
    static void keep(Path folder) throws IOException {
        for (ShippedKernel kernel : ShippedKernels.ALL) {
            Files.write(file(folder, kernel), BtfSnapshot.of(ShippedKernelReader.types(kernel)));
        }
    }

    private static Path file(Path folder, ShippedKernel kernel) {
        return folder.resolve(kernel.name() + ".types");
    }
}
