// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.uapi.ProgramType;
import dev.probeproof.scenarios.input.InputFile;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BenchInputTest {
    private static final int REGISTER_BYTES = 168;
    private static final int DI = 112;
    private static final long FILE = 0xffff_8880_0100_0000L;
    private static final long DENTRY = 0xffff_8880_0100_2040L;

    private static BpfObject object(String name) {
        Bytes file = InputFile.read(Path.of("../examples/bench/" + name));
        return ObjectReader.read(file, name);
    }

    private static BenchInput of(BpfObject object, String program, byte... given) {
        return BenchInput.of(
                object,
                object.program(program).orElseThrow(),
                given.length == 0 ? Optional.empty() : Optional.of(Bytes.wrap(given, "given")),
                REGISTER_BYTES);
    }

    @Test
    void variablesOfTheObjectAreTheRegistersAndTheMemory() {
        BenchInput input = of(object("prologue.bpf.o"), "prologue");

        assertThat(input.packet().size()).isZero();
        assertThat(input.context().u64(DI)).isEqualTo(FILE);
        assertThat(input.memory().extents()).hasSize(4).first().satisfies(extent -> {
            assertThat(extent.address()).isEqualTo(FILE);
            assertThat(extent.bytes().withOrder(input.context().order()).u64(72))
                    .isEqualTo(DENTRY);
        });
    }

    @Test
    void elsewhereEveryPointerHasMovedWithItsMemory() {
        BenchInput here = of(object("prologue.bpf.o"), "prologue");

        BenchInput there = here.elsewhere(3);

        long file = there.memory().extents().get(0).address();
        assertThat(file).isNotEqualTo(FILE);
        assertThat(there.context().u64(DI)).isEqualTo(file);
        assertThat(there.context().u64(DI - 8))
                .as("no pointer")
                .isEqualTo(here.context().u64(DI - 8));
        assertThat(there.memory().extents().get(0).bytes().u64(72))
                .isEqualTo(there.memory().extents().get(1).address());
        assertThat(here.elsewhere(0)).isEqualTo(here);
    }

    @Test
    void theUsersBytesComeFirst() {
        assertThat(of(object("prologue.bpf.o"), "prologue", new byte[REGISTER_BYTES])
                        .context()
                        .toArray())
                .isEqualTo(new byte[REGISTER_BYTES]);
        assertThat(of(object("prologue.bpf.o"), "prologue_body", (byte) 7)
                        .packet()
                        .toArray())
                .containsExactly(7);
    }

    @Test
    void registersAreAllOfThem() {
        assertThatThrownBy(() -> of(object("prologue.bpf.o"), "prologue", (byte) 7))
                .isInstanceOf(UnsuitableInputException.class)
                .hasMessage(
                        "program 'prologue' cannot run on given: it has 1 bytes, the registers of that kernel are 168");
    }

    @Test
    void otherwiseAPacketIsZeros() {
        BenchInput input = of(object("compute.bpf.o"), "fnv");

        assertThat(input.packet().toArray()).isEqualTo(new byte[64]);
        assertThat(input.context().size()).isZero();
        assertThat(input.memory()).isEqualTo(MemoryImage.EMPTY);
    }

    @Test
    void otherwiseRegistersAreZeros() {
        BpfObject object = object("../openat.bpf.o");
        String probe = object.programs().stream()
                .filter(program -> program.type() == ProgramType.KPROBE)
                .findFirst()
                .orElseThrow()
                .name();

        assertThat(of(object, probe).context().toArray()).isEqualTo(new byte[REGISTER_BYTES]);
    }
}
