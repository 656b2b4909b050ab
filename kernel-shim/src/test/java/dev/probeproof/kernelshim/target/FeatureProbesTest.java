// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.target;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfCommand;
import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.testing.FakeSyscalls;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.FeatureSupport.Missing;
import dev.probeproof.loader.kernel.FeatureSupport.Supported;
import dev.probeproof.loader.kernel.FeatureSupport.Unknown;
import dev.probeproof.loader.kernel.KernelFeature;
import dev.probeproof.loader.uapi.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.verify;

class FeatureProbesTest {
    private static final long EINVAL = -Errno.EINVAL.number();
    private static final long EPERM = -Errno.EPERM.number();

    private final FakeSyscalls fake = new FakeSyscalls();

    @TempDir
    Path root;

    private FeatureProbes probes;

    @BeforeEach
    void kernelWithoutProbeSources() {
        probes = new FeatureProbes(new Bpf(fake.syscalls()), KernelFiles.below(root));
    }

    @Test
    void triesTheHelperInAProgramAndClosesIt() {
        fake.answer(BpfCommand.PROG_LOAD, 9);

        assertThat(probes.supports(KernelFeature.PROBE_READ_KERNEL)).isEqualTo(new Supported());
        verify(fake.syscalls()).close(9);
    }

    @Test
    void takesEinvalForNoAndNamesTheRelease() {
        fake.answer(BpfCommand.MAP_CREATE, EINVAL);

        assertThat(probes.supports(KernelFeature.RINGBUF))
                .isEqualTo(new Missing("the kernel answered EINVAL (22); the feature came with 5.8"));
    }

    @Test
    void takesEpermForNoAnswer() {
        fake.answer(BpfCommand.MAP_CREATE, EPERM);

        assertThat(probes.supports(KernelFeature.RINGBUF)).isEqualTo(new Unknown("the kernel answered EPERM (1)"));
    }

    @Test
    void takesEbadfOfALinkToNothingForYes() {
        fake.answer(BpfCommand.PROG_LOAD, 9).answer(BpfCommand.LINK_CREATE, -Errno.EBADF.number());

        assertThat(probes.supports(KernelFeature.PERF_LINK)).isEqualTo(new Supported());
        assertThat(fake.call(BpfCommand.LINK_CREATE).u32(4)).isEqualTo(-1);
    }

    @Test
    void takesEinvalOfALinkToNothingForNo() {
        fake.answer(BpfCommand.PROG_LOAD, 9).answer(BpfCommand.LINK_CREATE, EINVAL);

        assertThat(probes.supports(KernelFeature.PERF_LINK)).isInstanceOf(Missing.class);
    }

    @Test
    void cannotTellAboutLinksWithoutAProgram() {
        fake.answer(BpfCommand.PROG_LOAD, EPERM);

        assertThat(probes.supports(KernelFeature.PERF_LINK))
                .isEqualTo(new Unknown("no program could be loaded to try it: EPERM (1)"));
    }

    @Test
    void looksForTheFilesOfProbeSources() throws IOException {
        Path type = root.resolve("sys/bus/event_source/devices/uprobe/type");
        Files.createDirectories(type.getParent());
        Files.writeString(type, "8\n");

        assertThat(probes.supports(KernelFeature.UPROBE_PMU)).isEqualTo(new Supported());
        assertThat(probes.supports(KernelFeature.KPROBE_PMU))
                .isEqualTo(new Missing("the kernel has no perf event source 'kprobe': "
                        + "it is older than 4.17, or was built without it"));
    }

    @Test
    void loadsWellFormedTypesOfAFunction() {
        fake.answer(BpfCommand.BTF_LOAD, attribute -> {
            Bytes blob = Bytes.copyOf(fake.memoryAt(attribute.getLong(0), attribute.getInt(16)), "probe");
            assertThat(BtfReader.read(blob).find(BtfKind.FUNC, "f")).contains(3);
            return 9;
        });

        assertThat(probes.supports(KernelFeature.BTF_FUNC)).isEqualTo(new Supported());
    }

    @Test
    void asksOnce() {
        fake.answer(BpfCommand.MAP_CREATE, EINVAL);

        probes.supports(KernelFeature.RINGBUF);
        probes.supports(KernelFeature.RINGBUF);

        assertThat(fake.calls(BpfCommand.MAP_CREATE)).hasSize(1);
    }
}
