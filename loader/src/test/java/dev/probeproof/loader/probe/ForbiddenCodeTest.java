// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Functions in which kernels take no probes; perf kept such places in its list and stumbled over them when it attached. */
class ForbiddenCodeTest {
    private static final ProbeDefinition STEPS = ProbeDefinition.parse("*_step(by)");

    private static DebugTarget target(String file, KernelSymbols symbols) throws IOException, URISyntaxException {
        TargetKernel kernel = new TargetKernel(
                "6.12",
                "6.12",
                Archs.X86_64,
                BtfEditor.empty(ByteOrder.LITTLE_ENDIAN).toBtf(),
                symbols);
        Path path =
                Path.of(ForbiddenCodeTest.class.getResource("/dwarf/" + file).toURI());
        return DebugTarget.ofKernel(kernel, DebugInfo.open(ElfReader.read(Bytes.map(path))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"forbidden-module.ko", "forbidden-kernel"})
    void placesThatTakeNoProbesAreDroppedBeforeThereIsAnInstanceOfThem(String file) throws Exception {
        DebugTarget target = target(file, KernelSymbols.NONE);

        assertThat(ProbePointResolver.examineAll(STEPS, target))
                .extracting(ResolvedSite::words)
                .containsExactly("entry of open_step");
        assertThat(ProbePointResolver.leftOut(STEPS, target))
                .containsExactlyInAnyOrder(
                        "entry of listed_step: the kernel's source lists it (NOKPROBE_SYMBOL)",
                        "entry of noinstr_step: it is in .noinstr.text",
                        "entry of kprobes_step: it is in .kprobes.text");
    }

    @Test
    void aPlaceThatTakesNoProbesIsRefusedWithTheReason() throws Exception {
        DebugTarget target = target("forbidden-kernel", KernelSymbols.NONE);

        assertThatThrownBy(() -> ProbePointResolver.resolve(ProbeDefinition.parse("listed_step(by)"), target))
                .isInstanceOfSatisfying(
                        ProbeResolutionException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.FORBIDDEN))
                .hasMessageContaining("the kernel takes no probes there: entry of listed_step")
                .hasMessageContaining("NOKPROBE_SYMBOL");
    }

    @Test
    void theListOfTheRunningKernelCounts() throws Exception {
        assertThatThrownBy(() -> ProbePointResolver.resolve(STEPS, target("forbidden-kernel", forbidding("open_step"))))
                .hasMessageContaining("(and 3 more)");
        assertThatThrownBy(() -> ProbePointResolver.resolve(
                        ProbeDefinition.parse("open_step"), target("forbidden-kernel", forbidding("open_step"))))
                .hasMessageContaining("entry of open_step: the running kernel lists it on kernel 6.12");
    }

    @Test
    void theListOfTheRunningKernelCountsWithoutDebugInformationToo() {
        TargetKernel kernel = new TinyKernel(Archs.X86_64)
                .function("vfs_start", 0)
                .function("vfs_stop", 0)
                .symbols(forbidding("vfs_stop"))
                .build();
        ProbeDefinition pattern = ProbeDefinition.parse("vfs_*");

        assertThat(ProbePointResolver.examineAll(pattern, kernel))
                .extracting(ResolvedProbe::function)
                .containsExactly("vfs_start");
        assertThat(ProbePointResolver.leftOut(pattern, kernel))
                .containsExactly("vfs_stop: the running kernel lists it");
        assertThatThrownBy(() -> ProbePointResolver.resolve(ProbeDefinition.parse("vfs_stop"), kernel))
                .hasMessageContaining("/sys/kernel/debug/kprobes/blacklist");
    }

    private static KernelSymbols forbidding(String name) {
        return new KernelSymbols() {
            @Override
            public OptionalLong address(String symbol) {
                return OptionalLong.empty();
            }

            @Override
            public boolean forbidsProbes(String function) {
                return function.equals(name);
            }
        };
    }
}
