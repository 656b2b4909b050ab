// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.TestObjects;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** What could be read can be relocated, or is refused program by program: nothing is thrown. */
class DamagedProgramsTest {
    private static final int ROUNDS = 1500;
    private static final TargetKernel ANY_KERNEL = new TargetKernel(
            "any", "6.1", Archs.X86_64, BtfEditor.empty(ByteOrder.LITTLE_ENDIAN).toBtf(), KernelSymbols.NONE);

    @ParameterizedTest
    @ValueSource(
            strings = {"linked.clang-19.el.o", "linked.clang-16.eb.o", "externs.clang-14.el.o", "maps.clang-19.el.o"})
    void areRelocatedOrRefused(String name) {
        byte[] whole = TestObjects.bytes(name).toArray();
        Random random = new Random(name.hashCode() + 1L);
        int[] relocated = {0};

        Assertions.assertTimeout(Duration.ofSeconds(60), () -> {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] damaged = whole.clone();
                int bit = random.nextInt(8 * damaged.length);
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                Optional<BpfObject> object = read(damaged);
                object.ifPresent(sound -> relocate(sound, name + " with bit " + bit + " flipped"));
                relocated[0] += object.isPresent() ? 1 : 0;
            }
        });
        assertThat(relocated[0]).as("flips that leave an object").isGreaterThan(ROUNDS / 4);
    }

    private static Optional<BpfObject> read(byte[] file) {
        try {
            return Optional.of(ObjectReader.read(Bytes.wrap(file, "damaged.o"), "damaged.o"));
        } catch (CorruptObjectException refused) {
            return Optional.empty();
        }
    }

    private static void relocate(BpfObject object, String what) {
        try {
            RelocatedObject relocated = Relocator.relocate(object, ANY_KERNEL);
            assertThat(relocated.programs().size() + relocated.refused().size())
                    .isEqualTo(object.programs().size());
        } catch (RuntimeException unexpected) {
            fail(what, unexpected);
        }
    }
}
