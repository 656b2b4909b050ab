// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Instructions: printed and read back, they are the same. */
class CodeFuzzTest {
    static Stream<byte[]> seeds() {
        return SeedFiles.code();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void code(byte[] code) {
        Exercise.code(code);
    }
}
