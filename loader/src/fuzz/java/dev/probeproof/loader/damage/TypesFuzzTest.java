// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Types: alone, of a module behind those of a kernel, and as the kernel that a sound object is relocated for. */
class TypesFuzzTest {
    private static final Exercise EXERCISE = new Exercise();
    private static final BpfObject SOUND =
            ObjectReader.read(Specimens.bytes("/crosscheck/core_crafted.clang-19.v3.el.o"), "sound.o");

    static Stream<byte[]> types() {
        return Specimens.types().stream().map(Specimen::bytes);
    }

    @MethodSource("types")
    @FuzzTest(maxDuration = "10m")
    void types(byte[] blob) {
        EXERCISE.types(blob);
        EXERCISE.splitTypes(blob);
        EXERCISE.kernel(blob, SOUND);
    }
}
