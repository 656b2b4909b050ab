// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BtfTest {
    private static final BtfType.Int INT = new BtfType.Int("int", 4, true, false, false, 0, 32);

    static Stream<ByteOrder> orders() {
        return Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
    }

    /** One type of every kind; ids are positions, from 1. */
    private static List<BtfType> everyKind() {
        return List.of(
                INT,
                new BtfType.Ptr(1),
                new BtfType.Array(1, 1, 10),
                new BtfType.Composite(
                        "s", false, 8, List.of(new BtfType.Member("a", 1, 0, 0), new BtfType.Member("b", 1, 32, 0))),
                new BtfType.Composite("u", true, 4, List.of(new BtfType.Member("bits", 1, 3, 5))),
                new BtfType.Enum("e", false, 4, true, List.of(new BtfType.Enumerator("MINUS", -1))),
                new BtfType.Enum("f", false, 4, false, List.of(new BtfType.Enumerator("BIG", 0xffff_ffffL))),
                new BtfType.Enum("g", true, 8, false, List.of(new BtfType.Enumerator("HUGE", Long.MIN_VALUE))),
                new BtfType.Fwd("later", true),
                new BtfType.Alias(BtfKind.TYPEDEF, "t", 1),
                new BtfType.Alias(BtfKind.VOLATILE, "", 1),
                new BtfType.Alias(BtfKind.CONST, "", 1),
                new BtfType.Alias(BtfKind.RESTRICT, "", 2),
                new BtfType.Alias(BtfKind.TYPE_TAG, "user", 1),
                new BtfType.FuncProto(1, List.of(new BtfType.Param("x", 1), new BtfType.Param("", 0))),
                new BtfType.Func("run", 15, BtfType.Func.GLOBAL),
                new BtfType.Var("v", 1, BtfType.Var.GLOBAL),
                new BtfType.DataSec(".data", 4, List.of(new BtfType.SectionVar(17, 0, 4))),
                new BtfType.Float("double", 8),
                new BtfType.DeclTag("probe:x", 16, -1));
    }

    static Btf everyKind(ByteOrder order) {
        return btf(order, everyKind());
    }

    private static Btf btf(ByteOrder order, List<BtfType> types) {
        BtfEditor editor = BtfEditor.empty(order);
        types.forEach(editor::add);
        return editor.toBtf();
    }

    private static Btf btf(BtfType... types) {
        return btf(ByteOrder.LITTLE_ENDIAN, List.of(types));
    }

    @Nested
    class Decoding {
        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.btf.BtfTest#orders")
        void givesBackEveryKindInEitherByteOrder(ByteOrder order) {
            Btf btf = btf(order, everyKind());

            List<BtfType> decoded = new ArrayList<>();
            for (int id = 1; id < btf.endId(); id++) {
                decoded.add(btf.type(id));
            }

            assertThat(btf.order()).isEqualTo(order);
            assertThat(decoded).isEqualTo(everyKind());
        }

        @Test
        void coversEveryKind() {
            assertThat(everyKind()).extracting(BtfType::kind).contains(BtfKind.values()[1], BtfKind.ENUM64);
            assertThat(everyKind().stream().map(BtfType::kind).distinct().count())
                    .isEqualTo(BtfKind.values().length - 1L);
        }

        @Test
        void findsTypesByKindAndNameInTheOrderOfTheirIds() {
            Btf btf = btf(
                    new BtfType.Composite("same", false, 0, List.of()),
                    new BtfType.Fwd("same", false),
                    new BtfType.Composite("same", false, 4, List.of()));

            assertThat(btf.findAll(BtfKind.STRUCT, "same")).containsExactly(1, 3);
            assertThat(btf.find(BtfKind.FWD, "same")).contains(2);
            assertThat(btf.find(BtfKind.UNION, "same")).isEmpty();
        }

        @Test
        void findsFlavoursAndEnumsOfEitherWidth() {
            Btf btf = btf(
                    new BtfType.Composite("task", false, 0, List.of()),
                    new BtfType.Composite("task___old", false, 4, List.of()),
                    new BtfType.Enum("task", false, 4, false, List.of()),
                    new BtfType.Enum("task___wide", true, 8, false, List.of()),
                    new BtfType.Composite("task_", false, 4, List.of()));

            assertThat(btf.findEssential(BtfKind.STRUCT, "task___new")).containsExactly(1, 2);
            assertThat(btf.findEssential(BtfKind.ENUM64, "task")).containsExactly(3, 4);
            assertThat(btf.findAll(BtfKind.STRUCT, "task___old")).containsExactly(2);
            assertThat(btf.findAll(BtfKind.STRUCT, "task")).containsExactly(1);
        }

        @ParameterizedTest
        @CsvSource({
            "task___old, task",
            "a___b, a",
            "a___b___c, a___b",
            "a____b, a____b",
            "___a, ___a",
            "a___, a___",
            "a__b, a__b",
            "a, a",
            "'', ''"
        })
        void takesTheFlavourOffAName(String name, String essential) {
            byte[] text = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);

            assertThat(EssentialName.of(name)).isEqualTo(essential);
            assertThat(EssentialName.length(text, 0, text.length)).isEqualTo(essential.length());
        }

        @Test
        void continuesIdsAndStringsOfABase() {
            Btf base = btf(INT);
            byte[] split =
                    BtfEditor.empty(ByteOrder.LITTLE_ENDIAN).toBtf().raw().toArray();
            ByteBuffer blob = ByteBuffer.allocate(24 + 12 + 5).order(ByteOrder.LITTLE_ENDIAN);
            blob.put(split, 0, 8).putInt(0).putInt(12).putInt(12).putInt(5);
            int ownName = 5; // the base's table is "\0int\0"
            blob.putInt(ownName).putInt(BtfKind.TYPEDEF.number() << 24).putInt(1);
            blob.put(new byte[] {'m', 'i', 'n', 'e', 0});

            Btf module = BtfReader.readSplit(Bytes.wrap(blob.array(), "module"), base);

            assertThat(module.firstId()).isEqualTo(2);
            assertThat(module.type(2)).isEqualTo(new BtfType.Alias(BtfKind.TYPEDEF, "mine", 1));
            assertThat(module.find(BtfKind.INT, "int")).contains(1);
            assertThat(module.resolve(2)).isEqualTo(INT);
        }
    }

    @Nested
    class Sizes {
        @Test
        void followTypedefsModifiersVariablesAndArrays() {
            Btf btf = btf(
                    INT,
                    new BtfType.Array(1, 1, 3),
                    new BtfType.Array(2, 1, 5),
                    new BtfType.Alias(BtfKind.CONST, "", 3),
                    new BtfType.Alias(BtfKind.TYPEDEF, "t", 4),
                    new BtfType.Var("v", 5, 1),
                    new BtfType.Ptr(6));

            assertThat(btf.sizeOf(6)).isEqualTo(60);
            assertThat(btf.sizeOf(7)).isEqualTo(8);
        }

        @Test
        void endAtCyclesOfTypedefsAndArrays() {
            Btf typedefs = btf(new BtfType.Alias(BtfKind.TYPEDEF, "a", 2), new BtfType.Alias(BtfKind.TYPEDEF, "b", 1));
            Btf arrays = btf(new BtfType.Array(1, 1, 1));

            assertThatThrownBy(() -> typedefs.sizeOf(1))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining("type 1 nests deeper than 32");
            assertThatThrownBy(() -> typedefs.strip(1))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining("chain longer than 32");
            assertThatThrownBy(() -> arrays.sizeOf(1)).isInstanceOf(CorruptObjectException.class);
        }

        @Test
        void doNotOverflow() {
            Btf btf = btf(INT, new BtfType.Array(1, 1, 0xffff_ffffL), new BtfType.Array(2, 1, 0xffff_ffffL));

            assertThatThrownBy(() -> btf.sizeOf(2)).hasMessageContaining("larger than 2 GiB");
            assertThatThrownBy(() -> btf.sizeOf(3)).isInstanceOf(CorruptObjectException.class);
        }

        @Test
        void areAbsentForFunctions() {
            Btf btf = btf(new BtfType.FuncProto(0, List.of()));

            assertThatThrownBy(() -> btf.sizeOf(1)).hasMessageContaining("type 1 (FUNC_PROTO) has no size");
        }
    }

    @Nested
    class ReadingADamagedBlob {
        private final byte[] sound =
                btf(ByteOrder.LITTLE_ENDIAN, everyKind()).raw().toArray();

        private Bytes patched(int offset, long value) {
            byte[] copy = sound.clone();
            ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, (int) value);
            return Bytes.wrap(copy, "kernel.btf");
        }

        @ParameterizedTest
        @CsvSource({
            "0, 0, not BTF",
            "4, 8, 'a header of 8 bytes'",
            "8, 2, 'types start at byte 2'",
            "12, 4294967295, 'type section of .BTF'",
            "20, 4294967295, 'string section of .BTF'",
            "20, 0, 'must start and end with a NUL'",
            "24, 4294967295, 'string section of .BTF at byte 4294967295'",
            "28, 0, 'unknown type kind 0'",
            "28, 2130706432, 'unknown type kind 127'",
            "36, 16711680, 'has bits beyond'",
        })
        void namesPartAndByte(int offset, long value, String message) {
            assertThatThrownBy(() -> BtfReader.read(patched(offset, value)))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageStartingWith("kernel.btf: ")
                    .hasMessageContaining(message);
        }

        @Test
        void refusesReferencesToTypesThatAreNotThere() {
            int pointer = 24 + 16;

            assertThatThrownBy(() -> BtfReader.read(patched(pointer + 8, 21)))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining("type 2 refers to type 21, but ids end at 20");
        }

        @Test
        void refusesALengthThatTheFileDoesNotHave() {
            int struct = 24 + 16 + 12 + 24;

            assertThatThrownBy(() -> BtfReader.read(patched(struct + 4, 4 << 24 | 0xff_ffff)))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining("the record of type 4 ends");
        }

        @Test
        void refusesNamesThatMultiplyALongText() {
            BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
            String text = "x".repeat(100_000);
            for (int i = 0; i < 2000; i++) {
                editor.add(new BtfType.Fwd(text, false));
            }

            Assertions.assertTimeout(
                    Duration.ofSeconds(10),
                    () -> assertThatThrownBy(editor::toBtf)
                            .isInstanceOf(CorruptObjectException.class)
                            .hasMessageContaining("names take more than 16 times the size"));
        }

        @Test
        void indexesManyTypesOfOneNameQuickly() {
            BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 300_000; i++) {
                editor.add(new BtfType.Fwd("same", false));
            }
            Btf btf = editor.toBtf();

            Assertions.assertTimeout(
                    Duration.ofSeconds(10),
                    () -> assertThat(btf.findAll(BtfKind.FWD, "same")).hasSize(300_000));
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 21, Integer.MAX_VALUE, Integer.MIN_VALUE})
        void refusesIdsThatAreNotThere(int id) {
            Btf btf = BtfReader.read(Bytes.wrap(sound, "kernel.btf"));

            assertThatThrownBy(() -> btf.type(id)).isInstanceOf(CorruptObjectException.class);
            assertThatThrownBy(() -> btf.kind(id)).isInstanceOf(CorruptObjectException.class);
            assertThatThrownBy(() -> btf.name(id)).isInstanceOf(CorruptObjectException.class);
            assertThatThrownBy(() -> btf.sizeOf(id)).isInstanceOf(CorruptObjectException.class);
        }
    }
}
