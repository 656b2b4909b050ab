// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.target;

import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.KernelConfig;
import dev.probeproof.loader.kernel.KernelConfigText;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What the running kernel was built with, read on the first question from {@code /proc/config.gz}, or where there is none
 * from {@code /boot/config-RELEASE}. Also the kernel's real version where its release hides the patch level, as those of
 * Debian and Ubuntu do.
 */
final class RunningConfig implements KernelConfig {
    private static final String VERSION = "LINUX_KERNEL_VERSION";
    private static final Pattern UBUNTU = Pattern.compile("\\S+ \\S+ (\\d+\\.\\d+\\.\\d+).*", Pattern.DOTALL);
    private static final Pattern DEBIAN = Pattern.compile(".*Debian (\\d+\\.\\d+\\.\\d+).*", Pattern.DOTALL);

    private final KernelFiles files;
    private @Nullable KernelConfig options;

    RunningConfig(KernelFiles files) {
        this.files = files;
    }

    @Override
    public Optional<String> value(String option) {
        return option.equals(VERSION) ? version() : options().value(option);
    }

    @Override
    public boolean isKnown() {
        return options().isKnown();
    }

    private synchronized KernelConfig options() {
        if (options == null) {
            try {
                options = read();
            } catch (IOException unreadable) {
                throw new UnsupportedFeatureException("configuration of the running kernel", unreadable.toString());
            }
        }
        return options;
    }

    private KernelConfig read() throws IOException {
        Path packed = files.packedConfigPath();
        if (Files.isReadable(packed)) {
            try (InputStream text = new GZIPInputStream(Files.newInputStream(packed))) {
                return KernelConfigText.whole(Bytes.wrap(text.readAllBytes(), packed.toString()));
            }
        }
        Path plain = files.configPath(files.release());
        return Files.isReadable(plain)
                ? KernelConfigText.whole(Bytes.wrap(Files.readAllBytes(plain), plain.toString()))
                : KernelConfig.UNKNOWN;
    }

    /** Empty where the release says it all. */
    private Optional<String> version() {
        try {
            Matcher ubuntu = UBUNTU.matcher(files.ubuntuVersion().orElse(""));
            Matcher debian = DEBIAN.matcher(files.version());
            String upstream = ubuntu.matches() ? ubuntu.group(1) : debian.matches() ? debian.group(1) : "";
            OptionalInt code = KernelRelease.versionCode(upstream);
            return code.isPresent() ? Optional.of(Integer.toString(code.getAsInt())) : Optional.empty();
        } catch (IOException unreadable) {
            // The release is known in any case, and says the same but for the patch level.
            return Optional.empty();
        }
    }
}
