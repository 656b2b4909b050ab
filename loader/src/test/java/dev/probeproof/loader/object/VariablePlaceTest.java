// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.kernel.MapSpec;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class VariablePlaceTest {
    private static final BpfObject LITTLE = TestObjects.read("globals.clang-19.el.o");

    static Stream<String> objects() {
        return TestObjects.of("globals").stream();
    }

    private static byte[] element(BpfObject object, VariablePlace place) {
        MapSpec map = object.map(place.variable().map()).orElseThrow();
        return map.initialValue() == null
                ? new byte[map.valueSize()]
                : map.initialValue().toArray();
    }

    private static Object load(BpfObject object, String path) {
        VariablePlace place = VariablePlace.find(object, path);
        return place.load(element(object, place));
    }

    /** What is read after a value was stored. */
    private static Object stored(BpfObject object, String path, Object value) {
        VariablePlace place = VariablePlace.find(object, path);
        return place.load(place.store(element(object, place), value));
    }

    private static void assertRefused(String path, Object value, String message) {
        assertThatThrownBy(() -> stored(LITTLE, path, value))
                .isInstanceOf(VariableException.class)
                .hasMessage("cannot set variable '" + path + "': " + message);
    }

    @Nested
    class Reads {
        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.VariablePlaceTest#objects")
        void everyKindInEitherByteOrder(String name) {
            BpfObject object = TestObjects.read(name);

            assertThat(load(object, "debug")).isEqualTo(false);
            assertThat(load(object, "small")).isEqualTo(1L);
            assertThat(load(object, "tiny")).isEqualTo(-1L);
            assertThat(load(object, "negative")).isEqualTo(-2L);
            assertThat(load(object, "largest")).isEqualTo(0xfedcba9876543210L);
            assertThat(load(object, "table")).isEqualTo(List.of(1L, 2L, 3L, 4L));
            assertThat(load(object, "table[3]")).isEqualTo(4L);
            assertThat(load(object, "greeting")).isEqualTo("hello");
            assertThat((byte[]) load(object, "key")).containsExactly(0xde, 0xad, 0xbe, 0xef);
            assertThat(load(object, "level")).isEqualTo(3L);
            assertThat(load(object, "pointer")).isEqualTo(0L);
            assertThat(load(object, "settings.id")).isEqualTo(42L);
            assertThat(load(object, "settings.limits[1].high")).isEqualTo(-2L);
            assertThat(load(object, "settings.name")).isEqualTo("first");
            assertThat(load(object, "settings.number")).isEqualTo(0x01020304L);
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.VariablePlaceTest#objects")
        void bitFieldsInEitherByteOrder(String name) {
            BpfObject object = TestObjects.read(name);

            assertThat(load(object, "settings.limits[0].strict")).isEqualTo(1L);
            assertThat(load(object, "settings.limits[0].mode")).isEqualTo(5L);
            assertThat(load(object, "settings.limits[0].wide")).isEqualTo(0xabcL);
            assertThat(load(object, "settings.limits[1].wide")).isEqualTo(0x123L);
        }

        @Test
        void structsByMember() {
            Map<String, Object> limit = new LinkedHashMap<>();
            limit.put("low", 2L);
            limit.put("high", -2L);
            limit.put("strict", 0L);
            limit.put("mode", 2L);
            limit.put("wide", 0x123L);

            assertThat(load(LITTLE, "settings.limits[1]")).isEqualTo(limit);
        }

        @Test
        void everythingAsText() {
            VariablePlace place = VariablePlace.find(LITTLE, "settings");

            assertThat(place.loadText(element(LITTLE, place)))
                    .isEqualTo("{id=42, limits=[{low=1, high=-1, strict=1, mode=5, wide=2748},"
                            + " {low=2, high=-2, strict=0, mode=2, wide=291},"
                            + " {low=0, high=0, strict=0, mode=0, wide=0}], name=first, number=16909060,"
                            + " bytes=04 03 02 01}");
        }

        @Test
        void enumsByName() {
            VariablePlace place = VariablePlace.find(LITTLE, "level");

            assertThat(place.loadText(element(LITTLE, place))).isEqualTo("NORMAL");
            assertThat(place.typeName()).isEqualTo("enum level");
        }
    }

    @Nested
    class Stores {
        static Stream<Arguments> values() {
            return Stream.of(
                    arguments("debug", true, true),
                    arguments("debug", 1, true),
                    arguments("small", 255, 255L),
                    arguments("small", (byte) 7, 7L),
                    arguments("tiny", -128, -128L),
                    arguments("negative", (short) -32768, -32768L),
                    arguments("table[1]", 0xffff_ffffL, 0xffff_ffffL),
                    arguments("largest", -1L, -1L),
                    arguments("largest", BigInteger.TWO.pow(64).subtract(BigInteger.ONE), -1L),
                    arguments("table", new int[] {9, 8, 7, 6}, List.of(9L, 8L, 7L, 6L)),
                    arguments("table", List.of(9, 8L, (short) 7, (byte) 6), List.of(9L, 8L, 7L, 6L)),
                    arguments("greeting", "fifteen letters", "fifteen letters"),
                    arguments("greeting", "", ""),
                    arguments("greeting", "grüße".getBytes(StandardCharsets.UTF_8), "grüße"),
                    arguments("level", "LOUD", 7L),
                    arguments("level", 0, 0L),
                    arguments("settings.limits[2].mode", 7, 7L),
                    arguments("settings.limits[0].wide", 0x5a5, 0x5a5L),
                    arguments("settings.name", "1234567", "1234567"),
                    arguments("settings.bytes[3]", 200, 200L));
        }

        @ParameterizedTest
        @MethodSource("values")
        void whatFits(String path, Object value, Object expected) {
            for (String name : TestObjects.of("globals")) {
                assertThat(stored(TestObjects.read(name), path, value)).isEqualTo(expected);
            }
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.VariablePlaceTest#objects")
        void nothingBesideThePlace(String name) {
            BpfObject object = TestObjects.read(name);
            VariablePlace place = VariablePlace.find(object, "settings.limits[1].mode");
            byte[] before = element(object, place);

            byte[] after = place.store(before, 0);

            assertThat(after).isNotEqualTo(before);
            assertThat(place.store(after, 2)).isEqualTo(before);
            assertThat(Arrays.copyOf(after, place.offset())).isEqualTo(Arrays.copyOf(before, place.offset()));
            int end = place.offset() + place.size();
            assertThat(Arrays.copyOfRange(after, end, after.length))
                    .isEqualTo(Arrays.copyOfRange(before, end, before.length));
        }

        @Test
        void someMembersOfAStruct() {
            VariablePlace place = VariablePlace.find(LITTLE, "settings");

            byte[] changed = place.store(element(LITTLE, place), Map.of("id", 7, "name", "other"));

            assertThat(VariablePlace.find(LITTLE, "settings.id").load(changed)).isEqualTo(7L);
            assertThat(VariablePlace.find(LITTLE, "settings.name").load(changed))
                    .isEqualTo("other");
            assertThat(VariablePlace.find(LITTLE, "settings.number").load(changed))
                    .isEqualTo(0x01020304L);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                small     |        256 | 256 is out of range for unsigned char, which has 0 to 255
                small     |         -1 | -1 is out of range for unsigned char, which has 0 to 255
                tiny      |        128 | 128 is out of range for signed char, which has -128 to 127
                table[0]  | 4294967296 | 4294967296 is out of range for unsigned int, which has 0 to 4294967295
                table[0]  |         -1 | -1 is out of range for unsigned int, which has 0 to 4294967295
                debug     |          2 | 2 for a bool; it takes true, false, 0 and 1
                pointer   |          0 | it is a pointer, which means something to programs only
                settings.limits[0].mode | 8 | 8 is out of range for unsigned char, which has 0 to 7
                """)
        void noNumberOutOfRange(String path, long value, String message) {
            assertRefused(path, value, message);
        }

        @Test
        void nothingOfAnotherKind() {
            assertRefused("small", "7", "a String for unsigned char");
            assertRefused("small", 1.5, "a Double for unsigned char");
            assertRefused("greeting", "sixteen letters!", "a text of 16 bytes, and a NUL, for char[16]");
            assertRefused("table", new int[3], "3 elements for u32[4]");
            assertRefused("level", "MUTE", "'MUTE' is no value of enum level, which has [QUIET, NORMAL, LOUD]");
            assertRefused("settings", Map.of("idd", 1), "no member 'idd' in struct settings");
            assertRefused("small", new byte[2], "2 bytes for u8 of 1");
        }
    }

    @Nested
    class Finds {
        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                nothing            | there is none in globals.clang-19.el.o
                table[4]           | [4] of an array of 4
                table.low          | .low of u32[4], which is no struct
                counter[0]         | [0] of u64, which is no array
                settings.limit     | no member 'limit' in struct settings
                settings.limits[x] | '[x]' is neither .member nor [index]
                .bss:counter       | there is none in globals.clang-19.el.o
                """)
        void nothingThatIsNotThere(String path, String message) {
            assertThatThrownBy(() -> VariablePlace.find(LITTLE, path))
                    .isInstanceOf(VariableException.class)
                    .hasMessageStartingWith("cannot find variable '" + path + "': " + message);
        }

        @Test
        void aVariableBySection() {
            assertThat(VariablePlace.find(LITTLE, ".bss:hits").variable().map()).isEqualTo("globals.bss");
            assertThat(VariablePlace.find(LITTLE, "globals.bss:hits").variable().map())
                    .isEqualTo("globals.bss");
        }

        @Test
        void noOneOfSeveral() {
            GlobalVariable one = LITTLE.variable("same").orElseThrow();
            BpfObject twice = new BpfObject(
                    LITTLE.fileName(),
                    LITTLE.name(),
                    LITTLE.order(),
                    LITTLE.license(),
                    0,
                    List.of(),
                    List.of(),
                    LITTLE.maps(),
                    List.of(one, new GlobalVariable("same", "globals.bss", 0, 4, one.typeId())),
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    List.of(),
                    List.of(),
                    LITTLE.btf());

            assertThatThrownBy(() -> VariablePlace.find(twice, "same"))
                    .hasMessage("cannot find variable 'same': there are 2 of that name: .data:same, .bss:same");
            assertThat(VariablePlace.find(twice, ".bss:same").offset()).isZero();
        }

        @Test
        void nothingWithoutTypes() {
            BpfObject legacy = TestObjects.read("legacy.clang-19.el.o");

            assertThatThrownBy(() -> VariablePlace.find(legacy, "counters"))
                    .hasMessage("cannot find variable 'counters': legacy.clang-19.el.o has no BTF to describe"
                            + " variables; compile with -g");
        }
    }
}
