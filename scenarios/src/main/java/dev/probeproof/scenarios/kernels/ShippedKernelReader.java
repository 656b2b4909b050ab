// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/** Unpacks the types of a shipped kernel. Kept as {@code .gz}: the JDK's own decoder is the fastest to start. */
final class ShippedKernelReader {
    private ShippedKernelReader() {}

    static TargetKernel read(ShippedKernel kernel) {
        Bytes bytes = Bytes.wrap(unpack(kernel), "shipped kernel " + kernel.name());
        return new TargetKernel(
                kernel.name(),
                kernel.release(),
                Archs.find(kernel.arch()).orElseThrow(),
                BtfReader.read(bytes),
                KernelSymbols.NONE);
    }

    private static byte[] unpack(ShippedKernel kernel) {
        try (InputStream resource = ShippedKernel.class.getResourceAsStream(kernel.resource())) {
            if (resource == null) {
                throw new IllegalStateException("the jar lacks " + kernel.resource());
            }
            return new GZIPInputStream(resource, 1 << 16).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the jar is damaged: " + kernel.resource(), e);
        }
    }
}
