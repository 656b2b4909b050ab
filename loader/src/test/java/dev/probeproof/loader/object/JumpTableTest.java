// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.elf.ElfBuilder;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JumpTableTest {
    static Stream<String> objects() {
        return TestObjects.byNewest("jumps").stream();
    }

    @ParameterizedTest
    @MethodSource("objects")
    void saysWhichInstructionsAJumpCanReach(String name) {
        BpfObject object = TestObjects.read(name);

        assertThat(object.jumpTables())
                .containsExactly(
                        new JumpTable("first_table", 0, List.of(5L, 7L, 5L)),
                        new JumpTable("second_table", 24, List.of(5L)));
        assertThat(object.program("jumps").orElseThrow().function().references())
                .containsExactly(new CodeReference.ToJumpTable(0, "first_table"));
        assertThat(object.notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 12, does not lie on whole entries",
        "4, 8, does not lie on whole entries",
        "16, 16, .jumptables has 16 bytes there",
    })
    void mustLieOnWholeEntriesOfItsSection(long offset, long size, String message) {
        ElfBuilder elf = ElfBuilder.in(ByteOrder.LITTLE_ENDIAN);
        elf.symbol("run", ElfSymbol.FUNC, elf.code("syscall", new byte[16]), 0, 16);
        int section = elf.section(".jumptables", ElfSection.PROGBITS, 0, new byte[24]);
        elf.symbol("table", ElfSymbol.OBJECT, section, offset, size);

        assertThatThrownBy(() -> ObjectReader.read(elf.build(), "built.o"))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining(message);
    }
}
