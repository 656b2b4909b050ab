// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfAttribute;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.JnaSyscalls;
import dev.probeproof.kernelshim.sys.NativeArena;
import dev.probeproof.kernelshim.testing.RequiresKernel;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfMinimizer;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfSelection;
import dev.probeproof.loader.btf.BtfWriter;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.footprint.KernelFootprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** What we write of types, the kernel takes for types: it checks every record. */
@RequiresKernel
class NativeWrittenTypesTest {
    private static final Path TYPES = Path.of("/sys/kernel/btf/vmlinux");

    private final Bpf bpf = new Bpf(JnaSyscalls.open());
    private Btf kernel;

    @BeforeEach
    void readTypesOfThisKernel() throws IOException {
        assumeThat(TYPES).as("types of this kernel").isReadable();
        kernel = BtfReader.read(Bytes.wrap(Files.readAllBytes(TYPES), TYPES.toString()));
    }

    private long load(byte[] types) {
        try (NativeArena arena = new NativeArena(bpf.syscalls())) {
            long result = bpf.call(BpfAttribute.btfLoad(arena.pointer(types), types.length, 0, 0, 0));
            if (result >= 0) {
                Fd.own(bpf.syscalls(), result).close();
            }
            return result;
        }
    }

    @Test
    void isAcceptedWhole() {
        assertThat(load(BtfWriter.write(kernel))).isNotNegative();
    }

    @Test
    void isAcceptedCutDown() {
        BtfSelection selection = new BtfSelection(kernel);
        KernelFootprint.choose(selection);
        selection.ask(BtfKind.FUNC, "there_is_no_such_function");
        for (int task : selection.ask(BtfKind.STRUCT, "task_struct")) {
            selection.askMember(task, "pid");
            selection.askMember(task, "there_is_no_such_member");
        }
        selection.ask(BtfKind.FUNC, "vfs_read");

        Btf small = BtfMinimizer.minimize(selection);

        assertThat(small.raw().size()).isLessThan(8192);
        assertThat(load(small.raw().toArray())).isNotNegative();
    }

    @Test
    void isRefusedWhereItIsDamaged() {
        byte[] damaged = BtfWriter.write(kernel);
        damaged[24 + 4 + 3] = 31;

        assertThat(load(damaged)).isNegative();
    }
}
