// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.core.TypeCompatibility.Answer;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

import static dev.probeproof.loader.core.CoreFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

class TypeMatchTest {
    private final CoreFixture fixture = new CoreFixture();

    private Answer compare(ToIntFunction<CoreFixture.Types> ours, ToIntFunction<CoreFixture.Types> theirs) {
        int local = ours.applyAsInt(fixture.local);
        int target = theirs.applyAsInt(fixture.kernel);
        return TypeMatch.compare(
                CoreTypes.ofObject(fixture.local.toBtf()), local, CoreTypes.ofKernel(fixture.kernel.toBtf()), target);
    }

    private void assertMatches(ToIntFunction<CoreFixture.Types> ours, ToIntFunction<CoreFixture.Types> theirs) {
        assertThat(compare(ours, theirs)).isEqualTo(Answer.YES);
    }

    private void assertDiffers(ToIntFunction<CoreFixture.Types> ours, ToIntFunction<CoreFixture.Types> theirs) {
        assertThat(compare(ours, theirs)).isEqualTo(Answer.NO);
    }

    private static int fwd(CoreFixture.Types types, String name, boolean union) {
        return types.add(new BtfType.Fwd(name, union));
    }

    private static int function(CoreFixture.Types types, int... parameters) {
        return types.add(new BtfType.FuncProto(
                types.s32,
                java.util.Arrays.stream(parameters)
                        .mapToObj(type -> new BtfType.Param("p", type))
                        .toList()));
    }

    @Test
    void wantsIntegersOfOneNameSizeAndSign() {
        assertMatches(types -> types.u32, types -> types.u32);
        assertDiffers(types -> types.u32, types -> types.s32);
        assertDiffers(types -> types.s32, types -> types.integer("int", 8, true));
        assertDiffers(types -> types.s32, types -> types.integer("int", 4, false));
    }

    @Test
    void looksThroughTypedefsButComparesWhatTheyStandFor() {
        assertMatches(types -> types.typedef("a", types.u32), types -> types.typedef("b", types.u32));
    }

    @Test
    void wantsEveryMemberOfTheObjectAndNoOther() {
        assertMatches(
                types -> types.struct("s", 4, at(0, types.s32, "a")),
                types -> types.struct("s___kernel", 16, at(8, types.u64, "b"), at(0, types.s32, "a")));
        assertDiffers(
                types -> types.struct("t", 8, at(0, types.s32, "a"), at(4, types.s32, "b")),
                types -> types.struct("t", 8, at(0, types.s32, "a"), at(4, types.s32, "c")));
        assertDiffers(
                types -> types.struct("u", 8, at(0, types.s32, "a")),
                types -> types.struct("u", 8, at(0, types.u32, "a")));
    }

    @Test
    void wantsOnlyTheNameBehindPointers() {
        assertMatches(
                types -> types.pointer(types.struct("s", 4, at(0, types.s32, "a"))),
                types -> types.pointer(types.struct("s", 4, at(0, types.s32, "b"))));
        assertMatches(types -> types.pointer(types.struct("s", 4)), types -> types.pointer(fwd(types, "s", false)));
        assertMatches(types -> types.pointer(fwd(types, "s", false)), types -> types.pointer(types.struct("s", 4)));
        assertDiffers(types -> types.pointer(types.struct("s", 4)), types -> types.pointer(fwd(types, "s", true)));
        assertDiffers(types -> types.pointer(types.struct("s", 4)), types -> types.pointer(types.struct("t", 4)));
        assertDiffers(types -> types.struct("s", 4), types -> fwd(types, "s", false));
        assertMatches(types -> fwd(types, "s", true), types -> fwd(types, "s", true));
        assertDiffers(types -> fwd(types, "s", true), types -> fwd(types, "s", false));
    }

    @Test
    void wantsArraysOfOneLength() {
        assertMatches(types -> types.array(types.u8, 4), types -> types.array(types.u8, 4));
        assertDiffers(types -> types.array(types.u8, 4), types -> types.array(types.u8, 5));
    }

    @Test
    void wantsEnumeratorsByNameWhateverTheirValue() {
        assertMatches(
                types -> types.enumeration("e", false, "A", 1), types -> types.enumeration("e", true, "B", 1, "A", -7));
        assertDiffers(
                types -> types.enumeration("e", false, "A", 1, "C", 2),
                types -> types.enumeration("e", false, "A", 1, "B", 2));
        assertDiffers(
                types -> types.enumeration("e", false, "A", 1),
                types -> types.add(new BtfType.Enum("e", true, 8, false, List.of(new BtfType.Enumerator("A", 1)))));
    }

    @Test
    void wantsEveryParameterAndTheReturnType() {
        assertMatches(types -> function(types, types.u32, types.u64), types -> function(types, types.u32, types.u64));
        assertDiffers(types -> function(types, types.u32), types -> function(types, types.u32, types.u64));
        assertDiffers(types -> function(types, types.u32), types -> function(types, types.u64));
    }

    @Test
    void knowsNoFloatingPointAsTheReferenceLoader() {
        assertDiffers(
                types -> types.add(new BtfType.Float("float", 4)), types -> types.add(new BtfType.Float("float", 4)));
    }

    @Test
    void givesUpWhereTypesNestDeeperThan32() {
        assertThat(compare(TypeMatchTest::deep, TypeMatchTest::deep)).isEqualTo(Answer.TOO_DEEP);
        assertThat(compare(types -> nested(types, 40), types -> nested(types, 40)))
                .isEqualTo(Answer.TOO_DEEP);
        assertMatches(types -> nested(types, 30), types -> nested(types, 30));
    }

    @Test
    void givesUpWhereEveryWayThroughTypesWouldBeFollowed() {
        assertThat(compare(TypeMatchTest::doubled, TypeMatchTest::doubled)).isEqualTo(Answer.TOO_DEEP);
    }

    private static int deep(CoreFixture.Types types) {
        int type = types.u8;
        for (int i = 0; i < 40; i++) {
            type = types.pointer(type);
        }
        return type;
    }

    private static int nested(CoreFixture.Types types, int levels) {
        int type = types.u8;
        for (int i = 0; i < levels; i++) {
            type = types.struct("s", 8, at(0, type, "a"));
        }
        return type;
    }

    private static int doubled(CoreFixture.Types types) {
        int type = types.u8;
        for (int i = 0; i < 25; i++) {
            type = types.struct("s", 8, at(0, type, "a"), at(0, type, "b"));
        }
        return type;
    }
}
