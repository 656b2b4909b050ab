// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.kernel.MapSpec;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class MapDefinitionsTest {
    static Stream<String> objects() {
        return TestObjects.of("definitions").stream();
    }

    @ParameterizedTest
    @MethodSource("objects")
    void mayHaveModifiersAnyOrderAndOpenSizes(String name) {
        assertThat(TestObjects.read(name).maps())
                .extracting(MapSpec::name, MapSpec::type, MapSpec::keySize, MapSpec::valueSize, MapSpec::maxEntries)
                .containsExactly(
                        tuple("aliased", 1, 4, 8, 8),
                        tuple("both_ways", 1, 8, 12, 0),
                        tuple("late", 27, 0, 0, 8192),
                        tuple("huge", 27, 0, 0, 1 << 31),
                        tuple("empty_ring", 27, 0, 0, 0),
                        tuple("bloom", 30, 0, 0, 0),
                        tuple("stacks", 7, 4, 0, 0),
                        tuple("samples", 4, 4, 4, 0),
                        tuple("private_type", 1500, 0, 0, 0));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void sayMemoryNodesFlagsAndExtraValues(String name) {
        BpfObject object = TestObjects.read(name);

        assertThat(object.map("both_ways")).get().satisfies(map -> {
            assertThat(map.numaNode()).isEqualTo(1);
            assertThat(map.flags()).isEqualTo(4);
            assertThat(object.btf().sizeOf(map.valueTypeId())).isEqualTo(12);
        });
        assertThat(object.map("bloom").orElseThrow().mapExtra()).isEqualTo(7);
        assertThat(object.map("private_type").orElseThrow().flags()).isEqualTo(0x7fffffff);
        assertThat(object.map("aliased").orElseThrow().keyTypeId()).isZero();
    }

    static Stream<String> newerObjects() {
        return TestObjects.of("newer_definitions").stream();
    }

    @ParameterizedTest
    @MethodSource("newerObjects")
    void mayBeStaticAndHaveNumbersOf64Bits(String name) {
        BpfObject object = TestObjects.read(name);

        assertThat(object.maps()).extracting(MapSpec::name).containsExactly("second", "first", "bloom");
        assertThat(object.map("bloom").orElseThrow().mapExtra()).isEqualTo(7);
        assertThat(object.program("uses").orElseThrow().function().references())
                .extracting(reference -> ((CodeReference.ToMap) reference).map())
                .containsExactly("second", "first");
    }

    /** A definition of members that each point to an array of so many elements, but for those with a type of their own. */
    private static final class Definition {
        private final BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
        private final int integer = editor.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
        private final List<BtfType.Member> members = new ArrayList<>();

        Definition number(String name, long value) {
            return member(name, pointer(editor.add(new BtfType.Array(integer, integer, value))));
        }

        Definition member(String name, int type) {
            members.add(new BtfType.Member(name, type, 64 * members.size(), 0));
            return this;
        }

        int pointer(int type) {
            return editor.add(new BtfType.Ptr(type));
        }

        /** As the last member: elements that point to that type. */
        Definition values(int type) {
            return member("values", editor.add(new BtfType.Array(pointer(type), integer, 0)));
        }

        int struct() {
            return struct(false);
        }

        int struct(boolean union) {
            int size = 8 * members.size();
            int id = editor.add(new BtfType.Composite("", union, size, members));
            members.clear();
            return id;
        }

        MapSpec read(Strictness strictness) {
            return read(struct(), strictness);
        }

        MapSpec read(int struct, Strictness strictness) {
            Btf btf = editor.toBtf();
            return BtfMapReader.read(btf, "map", struct, strictness).map();
        }

        void assertRefused(String message) {
            assertThatThrownBy(() -> read(Strictness.STRICT))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining("definition of map 'map")
                    .hasMessageContaining(message);
        }
    }

    private static Definition hash() {
        return new Definition().number("type", 1);
    }

    @Nested
    class Refuse {
        @Test
        void noType() {
            new Definition().number("max_entries", 1).assertRefused("it has no member 'type'");
        }

        @Test
        void unionsAndOtherThings() {
            Definition definition = hash();
            int union = definition.struct(true);

            assertThatThrownBy(() -> definition.read(union, Strictness.STRICT))
                    .hasMessageContaining("it is a UNION, not a struct");
        }

        @Test
        void sizesThatDisagree() {
            Definition key = hash().number("key_size", 8);
            key.member("key", key.pointer(key.integer)).assertRefused("member 'key' says 4 bytes, another one 8");
            Definition value = hash();
            value.member("value", value.pointer(value.integer))
                    .number("value_size", 8)
                    .assertRefused("member 'value_size' says 8 bytes, another one 4");
        }

        @Test
        void numbersThatAreNone() {
            hash().member("max_entries", 1).assertRefused("member 'max_entries' is no number");
        }

        @Test
        void elementsThatAreNotLast() {
            Definition definition = new Definition().number("type", 12);
            int inner = definition.editor.add(new BtfType.Composite("inner", false, 0, List.of()));
            definition.values(inner).number("max_entries", 1).assertRefused("member 'values' must be the last");
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void mapsAsElementsOfOtherMaps(int type) {
            Definition definition = new Definition().number("type", 2);
            int inner = definition.struct();
            definition
                    .number("type", type)
                    .values(inner)
                    .assertRefused("elements of type STRUCT in a map of type " + type);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 12, 13})
        void programsAsElementsOfOtherMaps(int type) {
            Definition definition = new Definition().number("type", type);
            int prototype = definition.editor.add(new BtfType.FuncProto(0, List.of()));
            definition.values(prototype).assertRefused("elements of type FUNC_PROTO in a map of type " + type);
        }

        @Test
        void templatesOfTemplates() {
            Definition definition = new Definition().number("type", 2);
            int innermost = definition.struct();
            int inner = definition.number("type", 12).values(innermost).struct();
            definition.number("type", 12).values(inner).assertRefused("maps nest one level deep only");
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        void templatesWithPins(int pinning) {
            Definition definition = new Definition().number("type", 2).number("pinning", pinning);
            int inner = definition.struct();
            definition.number("type", 12).values(inner).assertRefused("the template of an element cannot be pinned");
        }
    }

    @Nested
    class OfOtherLoaders {
        @ParameterizedTest
        @ValueSource(ints = {2, 16})
        void arePinnedByNameOnlyIfThatIsAskedFor(int pinning) {
            hash().number("pinning", pinning).assertRefused("pinning " + pinning);

            assertThat(hash().number("pinning", pinning)
                            .read(Strictness.LENIENT)
                            .pinning())
                    .isOne();
        }

        @Test
        void keepPinningThatNobodyKnowsRefused() {
            assertThatThrownBy(() -> hash().number("pinning", 3).read(Strictness.LENIENT))
                    .hasMessageContaining("pinning 3");
        }

        @Test
        void mayHaveMembersThatMeanNothingOnlyIfThatIsAskedFor() {
            hash().number("color", 3).assertRefused("member 'color' means nothing known");

            assertThat(hash().number("color", 3)
                            .number("max_entries", 5)
                            .read(Strictness.LENIENT)
                            .maxEntries())
                    .isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource(Strictness.class)
    void keepPinningByName(Strictness strictness) {
        assertThat(hash().number("pinning", 1).read(strictness).pinning()).isOne();
        assertThat(hash().number("pinning", 0).read(strictness).pinning()).isZero();
    }

    @Test
    void haveExtraValuesOf64Bits() {
        Definition definition = hash();
        int wide = definition.editor.add(
                new BtfType.Enum("", true, 8, false, List.of(new BtfType.Enumerator("extra", 0x1000_0000_0001L))));

        assertThat(definition.member("map_extra", wide).read(Strictness.STRICT).mapExtra())
                .isEqualTo(0x1000_0000_0001L);
        assertThat(hash().number("map_extra", 9).read(Strictness.STRICT).mapExtra())
                .isEqualTo(9);
    }
}
