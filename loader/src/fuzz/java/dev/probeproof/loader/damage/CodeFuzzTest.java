// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Instructions: printed and read back, they are the same. */
class CodeFuzzTest {
    static Stream<byte[]> code() {
        return Specimens.allObjects().stream()
                .flatMap(object -> ElfReader.read(Bytes.wrap(object.bytes(), object.name())).sections().stream())
                .filter(ElfSection::isExecutable)
                .map(section -> section.bytes().toArray());
    }

    @MethodSource("code")
    @FuzzTest(maxDuration = "10m")
    void code(byte[] code) {
        Exercise.code(code);
    }
}
