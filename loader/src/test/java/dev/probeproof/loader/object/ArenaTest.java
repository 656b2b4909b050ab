// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.elf.ElfBuilder;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.MapType;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class ArenaTest {
    static Stream<String> objects() {
        return TestObjects.byNewest("arena").stream();
    }

    @ParameterizedTest
    @MethodSource("objects")
    void isOneMapWhateverVariablesItHolds(String name) {
        assertThat(TestObjects.read(name).maps())
                .extracting(MapSpec::name, MapSpec::type, MapSpec::maxEntries, MapSpec::flags)
                .containsExactly(
                        tuple("shared", MapType.ARENA.number(), 4, 0x400),
                        tuple("arena.data", MapType.ARRAY.number(), 1, 0x400));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void describesItsVariablesAndWhatTheyHold(String name) {
        BpfObject object = TestObjects.read(name);
        ArenaContent arena = object.arena();

        assertThat(arena.map()).isEqualTo("shared");
        assertThat(arena.variables())
                .extracting(GlobalVariable::name, GlobalVariable::map, GlobalVariable::offset, GlobalVariable::size)
                .containsExactly(
                        tuple("first_in_arena", "shared", 0L, 4L),
                        tuple("list_in_arena", "shared", 8L, 24L),
                        tuple("static_in_arena", "shared", 32L, 4L));
        assertThat(arena.initial().u32(0)).isEqualTo(0x11223344);
        assertThat(arena.initial().u64(16)).isEqualTo(2);
        assertThat(object.variables()).extracting(GlobalVariable::name).containsExactly("elsewhere");
    }

    @ParameterizedTest
    @MethodSource("objects")
    void isWhereReferencesToItsVariablesLead(String name) {
        assertThat(TestObjects.read(name)
                        .program("uses_arena")
                        .orElseThrow()
                        .function()
                        .references())
                .extracting(reference -> reference.getClass().getSimpleName(), ArenaTest::target)
                .containsExactly(
                        tuple("ToMapValue", "shared+0"),
                        tuple("ToMapValue", "shared+8"),
                        tuple("ToMapValue", "shared+32"),
                        tuple("ToMapValue", "arena.data+0"),
                        tuple("ToMap", "shared"));
    }

    private static String target(CodeReference reference) {
        return reference instanceof CodeReference.ToMapValue value
                ? value.map() + "+" + value.offset()
                : ((CodeReference.ToMap) reference).map();
    }

    @Test
    void mustBeDefinedForVariablesInIt() {
        ElfBuilder elf = ElfBuilder.in(ByteOrder.LITTLE_ENDIAN);
        elf.symbol("run", ElfSymbol.FUNC, elf.code("kprobe", new byte[16]), 0, 16);
        elf.section(".addr_space.1", ElfSection.PROGBITS, 3, new byte[8]);

        assertThatThrownBy(() -> ObjectReader.read(elf.build(), "built.o"))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining(".addr_space.1: variables in an arena, but no map of type arena is defined");
    }

    @Test
    void mustBeLargeEnough() {
        ElfBuilder elf = ElfBuilder.in(ByteOrder.LITTLE_ENDIAN);
        elf.symbol("run", ElfSymbol.FUNC, elf.code("kprobe", new byte[16]), 0, 16);
        byte[] definition = new byte[20];
        definition[0] = (byte) MapType.ARENA.number();
        definition[12] = 1;
        elf.symbol("small", ElfSymbol.OBJECT, elf.section("maps", ElfSection.PROGBITS, 3, definition), 0, 20);
        elf.section(".addr_space.1", ElfSection.PROGBITS, 3, new byte[4097]);

        assertThatThrownBy(() -> ObjectReader.read(elf.build(), "built.o"))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("variables of 4097 bytes do not fit in arena 'small' of 4096");
    }
}
