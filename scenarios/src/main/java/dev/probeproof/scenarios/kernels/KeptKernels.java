// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfSnapshot;
import dev.probeproof.loader.bytes.CorruptObjectException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
            return BtfSnapshot.open(map(Path.of(folder, fileName(kernel))), source);
        } catch (IOException | CorruptObjectException e) {
            return null; // The jar has them as well.
        }
    }

    /** Fills a folder that is there. */
    static void keep(Path folder) throws IOException {
        for (ShippedKernel kernel : ShippedKernels.ALL) {
            Files.write(folder.resolve(fileName(kernel)), BtfSnapshot.of(ShippedKernelReader.types(kernel)));
        }
    }

    /** Of 36 MB a command reads some hundred pages. The launcher renames files, and never writes to one that is there. */
    private static ByteBuffer map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }

    private static String fileName(ShippedKernel kernel) {
        return kernel.name() + ".types";
    }
}
