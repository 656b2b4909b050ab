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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Unpacks the types of a shipped kernel. Kept as {@code .gz}: the JDK's own decoder is the fastest to start. */
final class ShippedKernelReader {
    private static final Pattern PACKAGE_VERSION = Pattern.compile(" (\\d+\\.\\d+\\.\\d+)-\\d+$");

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

    /** Of a kernel's configuration only its version is known, where its release hides the patch level. */
    private static KernelConfig version(ShippedKernel kernel) {
        Matcher packageVersion = PACKAGE_VERSION.matcher(kernel.origin());
        if (!packageVersion.find()) {
            return KernelConfig.UNKNOWN;
        }
        String line = "LINUX_KERNEL_VERSION="
                + KernelRelease.versionCode(packageVersion.group(1)).orElseThrow();
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
