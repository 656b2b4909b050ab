// SPDX-License-Identifier: MIT
package dev.probeproof.loader.elf;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ElfReaderTest {
    private static final int EM_X86_64 = 62;

    private static ElfBuilder small(ByteOrder order) {
        ElfBuilder elf = ElfBuilder.in(order);
        int code = elf.code(".text", new byte[16]);
        elf.symbol("main", ElfSymbol.FUNC, code, 8, 8);
        return elf.relocations(code, 8, 10, 1);
    }

    private static Bytes patched(Bytes file, int offset, int size, long value) {
        byte[] copy = file.toArray();
        ByteBuffer buffer = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
        switch (size) {
            case 2 -> buffer.putShort(offset, (short) value);
            case 4 -> buffer.putInt(offset, (int) value);
            default -> buffer.putLong(offset, value);
        }
        return Bytes.wrap(copy, "patched.o");
    }

    @Nested
    class OfASoundFile {
        @ParameterizedTest
        @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
        void readsSectionsSymbolsAndRelocationsInEitherByteOrder(String name) {
            ByteOrder order = name.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;

            ElfFile elf = ElfReader.read(small(order).build());

            assertThat(elf.order()).isEqualTo(order);
            assertThat(elf.machine()).isEqualTo(247);
            assertThat(elf.sections())
                    .extracting(ElfSection::name)
                    .containsExactly("", ".text", ".rel.text", ".symtab", ".strtab");
            ElfSection text = elf.section(".text").orElseThrow();
            assertThat(text.isExecutable()).isTrue();
            assertThat(elf.symbol("main")).get().extracting(ElfSymbol::value).isEqualTo(8L);
            assertThat(elf.relocations(text))
                    .singleElement()
                    .satisfies(
                            relocation -> assertThat(relocation.symbol().name()).isEqualTo("main"))
                    .satisfies(relocation -> assertThat(relocation.offset()).isEqualTo(8))
                    .satisfies(relocation -> assertThat(relocation.type()).isEqualTo(10));
        }

        @Test
        void findsWhereAnAddressLiesInTheFileOfAnExecutable() {
            ElfFile elf = ElfReader.read(ElfBuilder.in(ByteOrder.LITTLE_ENDIAN)
                    .type(ElfFile.EXECUTABLE, EM_X86_64)
                    .segment(new ElfSegment(ElfSegment.LOAD, 5, 0x40, 0x401000, 0x20, 0x20))
                    .segment(new ElfSegment(ElfSegment.LOAD, 6, 0x60, 0x403ff0, 0x10, 0x1000))
                    .build());

            assertThat(elf.fileOffset(0x401000)).hasValue(0x40);
            assertThat(elf.fileOffset(0x40101f)).hasValue(0x5f);
            assertThat(elf.fileOffset(0x401020)).isEmpty();
            assertThat(elf.fileOffset(0x403ff8)).hasValue(0x68);
            assertThat(elf.fileOffset(0x404000))
                    .as("zeroed memory comes from no file")
                    .isEmpty();
            assertThat(elf.fileOffset(0)).isEmpty();
        }

        @Test
        void prefersTheGlobalOneOfTwoSymbolsOfOneName() {
            ElfFile elf = ElfReader.read(small(ByteOrder.LITTLE_ENDIAN).build());
            ElfSymbol local = new ElfSymbol(1, "twice", ElfSymbol.LOCAL, ElfSymbol.FUNC, 0, 1, 0, 8);
            ElfSymbol global = new ElfSymbol(2, "twice", ElfSymbol.GLOBAL, ElfSymbol.FUNC, 0, 1, 8, 8);

            ElfFile both = new ElfFile(
                    elf.bytes(),
                    elf.type(),
                    elf.machine(),
                    elf.sections(),
                    elf.segments(),
                    List.of(local, global),
                    List.of());

            assertThat(both.symbol("twice")).contains(global);
        }
    }

    @Nested
    class OfADamagedFile {
        private final Bytes sound = small(ByteOrder.LITTLE_ENDIAN).build();
        private final int headers = (int) sound.u64(40);

        @Test
        void saysWhatOtherFilesAre() {
            assertThatThrownBy(() -> ElfReader.read(Bytes.wrap("#!/bin/sh".getBytes(StandardCharsets.UTF_8), "script")))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessage("script: ELF header at byte 0: not an ELF64 file: it does not start with 7f 45 4c 46");
            assertThatThrownBy(() -> ElfReader.read(Bytes.wrap(new byte[0], "empty")))
                    .isInstanceOf(CorruptObjectException.class);
        }

        @ParameterizedTest
        @CsvSource({
            "4, 1, class 1",
            "5, 7, data encoding 7",
            "58, 40, section headers of",
            "60, 65535, do not fit",
            "62, 200, section names in section 200",
        })
        void namesTheFieldOfTheHeader(int offset, int value, String message) {
            int size = offset < 16 ? 1 : 2;
            byte[] copy = sound.toArray();
            copy[offset] = (byte) value;
            if (size == 2) {
                copy[offset + 1] = (byte) (value >> 8);
            }

            assertThatThrownBy(() -> ElfReader.read(Bytes.wrap(copy, "damaged.o")))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining(message);
        }

        @ParameterizedTest
        @ValueSource(longs = {0x1_0000_0000L, Long.MAX_VALUE, -1, -8})
        void namesASectionThatLeavesTheFile(long size) {
            assertThatThrownBy(() -> ElfReader.read(patched(sound, headers + 64 + 32, 8, size)))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining("section .text has " + Long.toUnsignedString(size) + " bytes");
        }

        @Test
        void refusesSectionsThatLieOnEachOther() {
            Bytes file = sound;
            for (int section = 1; section < 5; section++) {
                if (section != 4) {
                    file = patched(file, headers + 64 * section + 24, 8, 0);
                    file = patched(file, headers + 64 * section + 32, 8, file.size() / 24 * 24);
                }
            }
            Bytes overlapping = file;

            assertThatThrownBy(() -> ElfReader.read(overlapping))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining("sections overlap");
        }

        @Test
        void namesASymbolInASectionThatIsNotThere() {
            int symbols = 64 + 16 + 16;

            assertThatThrownBy(() -> ElfReader.read(patched(sound, symbols + 24 + 6, 2, 77)))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining("symbol 1 (main) is in section 77 of 5");
        }

        @Test
        void namesASymbolWhoseNameLeavesItsTable() {
            int symbols = 64 + 16 + 16;

            assertThatThrownBy(() -> ElfReader.read(patched(sound, symbols + 24, 4, 0xffff_ffffL)))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining(".strtab at byte 4294967295");
        }

        @Test
        void namesARelocationBeyondItsSection() {
            ElfFile elf = ElfReader.read(patched(sound, 64 + 16, 8, 16));

            assertThatThrownBy(() -> elf.relocations(elf.section(".text").orElseThrow()))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining("a relocation at byte 16 of .text, which ends after 16");
        }

        @Test
        void refusesRelocationsWithAddends() {
            ElfFile elf = ElfReader.read(patched(sound, headers + 2 * 64 + 4, 4, ElfSection.RELA));

            assertThatThrownBy(() -> elf.relocations(elf.section(".text").orElseThrow()))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining("addends");
        }

        @Test
        void refusesASecondSymbolTable() {
            ElfBuilder elf = small(ByteOrder.LITTLE_ENDIAN);
            elf.section(".symtab2", ElfSection.SYMTAB, 0, new byte[24]);

            assertThatThrownBy(() -> ElfReader.read(elf.build()))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining("second symbol table");
        }
    }
}
