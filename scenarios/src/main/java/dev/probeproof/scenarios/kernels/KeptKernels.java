// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfSnapshot;
import dev.probeproof.loader.bytes.CorruptObjectException;
import java.io.EOFException;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Shipped kernels as {@link BtfSnapshot}s in a folder, which the launcher names and vouches for: that it was filled from
 * this very jar. What is missing there or damaged is read from the jar.
 */
final class KeptKernels {
    private static final String FOLDER = "probeproof.kernels";

    private static final int PIECE_BYTES = 1 << 16;

    /** More than any kernel's types take; a longer file is none of ours, and as such refused. */
    private static final long MAX_BYTES = 64 << 20;

    private KeptKernels() {}

    static @Nullable Btf find(ShippedKernel kernel, String source) {
        String folder = System.getProperty(FOLDER);
        if (folder == null) {
            return null;
        }
        try {
            return BtfSnapshot.open(bytes(new File(folder, fileName(kernel))), source);
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

    /** In pieces: for a large one the JDK fetches memory as large to copy through, which takes longer than to read. */
    private static byte[] bytes(File file) throws IOException {
        try (InputStream in = new FileInputStream(file)) {
            byte[] bytes = new byte[(int) Math.min(file.length(), MAX_BYTES)];
            int at = 0;
            while (at < bytes.length) {
                int count = in.read(bytes, at, Math.min(bytes.length - at, PIECE_BYTES));
                if (count < 0) {
                    throw new EOFException(file + " has become shorter");
                }
                at += count;
            }
            return bytes;
        }
    }

    private static String fileName(ShippedKernel kernel) {
        return kernel.name() + ".types";
    }
}
