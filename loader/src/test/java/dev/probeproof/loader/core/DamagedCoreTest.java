// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.Relocator;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** Damage in an object or in the types of a kernel is refused, or the programs it touches are; nothing is thrown. */
class DamagedCoreTest {
    private static final int ROUNDS = 600;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(strings = {"el", "eb"})
    void ofObjectsLeavesProgramsRelocatedOrRefused(String order) {
        byte[] whole = CoreObjects.bytes("core.clang-19." + order + ".o");
        TargetKernel kernel = CoreObjects.kernel("moved", order);
        Random random = new Random(42);
        int[] read = {0};

        Assertions.assertTimeout(LIMIT, () -> {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] damaged = whole.clone();
                String damage = damage(damaged, random);
                Optional<BpfObject> object = object(damaged);
                object.ifPresent(sound -> relocate(sound, kernel, damage));
                read[0] += object.isPresent() ? 1 : 0;
            }
        });
        assertThat(read[0]).as("damage that leaves an object").isGreaterThan(ROUNDS / 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"el", "eb"})
    void ofKernelsLeavesProgramsRelocatedOrRefused(String order) {
        BpfObject object = CoreObjects.object("clang-19", order);
        byte[] whole = CoreObjects.bytes("kernel-moved." + order + ".btf");
        Random random = new Random(43);
        int[] read = {0};

        Assertions.assertTimeout(LIMIT, () -> {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] damaged = whole.clone();
                String damage = damage(damaged, random);
                Optional<TargetKernel> kernel = kernel(damaged);
                kernel.ifPresent(sound -> relocate(object, sound, damage));
                read[0] += kernel.isPresent() ? 1 : 0;
            }
        });
        assertThat(read[0]).as("damage that leaves a kernel").isGreaterThan(ROUNDS / 4);
    }

    /** One to three bits, or a whole byte: references that go round in circles, lengths and sizes beyond everything. */
    private static String damage(byte[] bytes, Random random) {
        StringBuilder what = new StringBuilder();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            bytes[at] = (byte) (random.nextBoolean() ? bytes[at] ^ 1 << random.nextInt(8) : random.nextInt(256));
            what.append("byte ")
                    .append(at)
                    .append(" = ")
                    .append(bytes[at] & 0xff)
                    .append("; ");
        }
        return what.toString();
    }

    private static Optional<BpfObject> object(byte[] file) {
        try {
            return Optional.of(ObjectReader.read(Bytes.wrap(file, "damaged.o"), "damaged.o"));
        } catch (CorruptObjectException refused) {
            return Optional.empty();
        }
    }

    private static Optional<TargetKernel> kernel(byte[] types) {
        try {
            return Optional.of(CoreObjects.kernel("damaged", BtfReader.read(Bytes.wrap(types, "damaged.btf"))));
        } catch (CorruptObjectException refused) {
            return Optional.empty();
        }
    }

    private static void relocate(BpfObject object, TargetKernel kernel, String damage) {
        try {
            RelocatedObject relocated =
                    Assertions.assertTimeout(Duration.ofSeconds(5), () -> Relocator.relocate(object, kernel), damage);
            assertThat(relocated.programs().size() + relocated.refused().size())
                    .isEqualTo(object.programs().size());
        } catch (RuntimeException unexpected) {
            fail(damage, unexpected);
        }
    }
}
