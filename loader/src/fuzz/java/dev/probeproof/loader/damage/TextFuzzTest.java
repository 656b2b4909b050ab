// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Text that people write: assembler, and a kernel's configuration. */
class TextFuzzTest {
    static Stream<byte[]> texts() {
        return Stream.of("/crosscheck/kconfig.txt", "/insn/objdump/isa.el.llvm-19.txt", "/insn/verifier-log-6.18.txt")
                .map(resource -> Specimens.bytes(resource).toArray());
    }

    @MethodSource("texts")
    @FuzzTest(maxDuration = "10m")
    void text(byte[] text) {
        Exercise.assembler(text);
        Exercise.configuration(text);
    }
}
