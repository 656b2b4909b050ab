// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Types: alone, of a module behind those of a kernel, and as the kernel that a sound object is relocated for. */
class TypesFuzzTest {
    static Stream<byte[]> seeds() {
        return SeedFiles.types();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void types(byte[] blob) {
        Loaded.EXERCISE.types(blob);
        Loaded.EXERCISE.splitTypes(blob);
        Loaded.EXERCISE.kernel(blob, Loaded.SOUND);
    }

    /** Made with the first input, for the reason given in {@link SeedFiles}. */
    private static final class Loaded {
        static final Exercise EXERCISE = new Exercise();
        static final BpfObject SOUND =
                ObjectReader.read(Specimens.bytes("/crosscheck/core_crafted.clang-19.v3.el.o"), "sound.o");
    }
}
