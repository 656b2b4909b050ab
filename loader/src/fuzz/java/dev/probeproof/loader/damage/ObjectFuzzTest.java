// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole objects: read, relocated, printed. */
class ObjectFuzzTest {
    static Stream<byte[]> seeds() {
        return SeedFiles.objects();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void object(byte[] file) {
        Loaded.EXERCISE.elf(file);
        Loaded.EXERCISE.object(file);
    }

    /** Made with the first input, for the reason given in {@link SeedFiles}. */
    private static final class Loaded {
        static final Exercise EXERCISE = new Exercise();
    }
}
