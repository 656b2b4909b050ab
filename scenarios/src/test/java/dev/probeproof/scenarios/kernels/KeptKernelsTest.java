// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.btf.Btf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import static org.assertj.core.api.Assertions.assertThat;

/** The folder is named by a system property, which only these tests set. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class KeptKernelsTest {
    private static final ShippedKernel KERNEL = ShippedKernels.ALL.get(0);

    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        System.clearProperty("probeproof.kernels");
    }

    @Test
    void keptKernelIsTheShippedOne() throws IOException {
        KeptKernels.keep(folder);
        System.setProperty("probeproof.kernels", folder.toString());

        Btf kept = Objects.requireNonNull(KeptKernels.find(KERNEL, "kept"));

        assertThat(kept.raw()).isEqualTo(ShippedKernelReader.types(KERNEL).raw());
        assertThat(folder)
                .isDirectoryContaining("glob:**/" + ShippedKernels.ALL.get(5).name() + ".types");
    }

    @Test
    void shippedOneIsReadWhereTheKeptOneIsMissingOrDamaged() throws IOException {
        assertThat(KeptKernels.find(KERNEL, "kept")).isNull();
        System.setProperty("probeproof.kernels", folder.toString());
        assertThat(KeptKernels.find(KERNEL, "kept")).isNull();

        Files.writeString(folder.resolve(KERNEL.name() + ".types"), "rubbish, and more of it than a header has");

        assertThat(KeptKernels.find(KERNEL, "kept")).isNull();
        assertThat(Kernels.byName(KERNEL.name()).btf().endId()).isGreaterThan(50_000);
    }
}
