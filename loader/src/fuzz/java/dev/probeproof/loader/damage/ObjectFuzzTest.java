// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole objects: read, relocated, printed. */
class ObjectFuzzTest {
    private static final Exercise EXERCISE = new Exercise();

    static Stream<byte[]> objects() {
        return Specimens.allObjects().stream().map(Specimen::bytes);
    }

    @MethodSource("objects")
    @FuzzTest(maxDuration = "10m")
    void object(byte[] file) {
        EXERCISE.elf(file);
        EXERCISE.object(file);
    }
}
