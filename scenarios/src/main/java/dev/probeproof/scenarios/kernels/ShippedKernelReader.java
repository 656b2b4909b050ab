// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.KernelConfig;
import dev.probeproof.loader.kernel.KernelConfigText;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;

/** Unpacks the types of a shipped kernel. Kept as {@code .gz}: the JDK's own decoder is the fastest to start. */
final class ShippedKernelReader {
    private ShippedKernelReader() {}

    static TargetKernel read(ShippedKernel kernel) {
        Btf kept = KeptKernels.find(kernel, source(kernel));
        return new TargetKernel(
                kernel.name(),
                kernel.release(),
                Archs.find(kernel.arch()).orElseThrow(),
                kept == null ? types(kernel) : kept,
                List.of(),
                KernelSymbols.NONE,
                version(kernel));
    }

    static Btf types(ShippedKernel kernel) {
        return BtfReader.read(Bytes.wrap(unpack(kernel), source(kernel)));
    }

    private static String source(ShippedKernel kernel) {
        return "shipped kernel " + kernel.name();
    }

    /**
     * Of a kernel's configuration only its version is known, where its release hides the patch level: from the version of
     * the package, the last word of its origin, such as 6.1.162-1.
     */
    private static KernelConfig version(ShippedKernel kernel) {
        String packageVersion = kernel.origin().substring(kernel.origin().lastIndexOf(' ') + 1);
        int dash = packageVersion.indexOf('-');
        if (dash < 0) {
            return KernelConfig.UNKNOWN;
        }
        OptionalInt code = KernelRelease.versionCode(packageVersion.substring(0, dash));
        if (code.isEmpty()) {
            return KernelConfig.UNKNOWN;
        }
        String line = "LINUX_KERNEL_VERSION=" + code.getAsInt();
        return KernelConfigText.some(Bytes.wrap(line.getBytes(StandardCharsets.UTF_8), kernel.origin()));
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
