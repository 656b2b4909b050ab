// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Files with debug information: everything that can be asked of it. */
class DebugInfoFuzzTest {
    static Stream<byte[]> seeds() {
        return SeedFiles.withDebugInformation();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void debugInformation(byte[] file) {
        DebugInfoExercise.use(file);
    }
}
