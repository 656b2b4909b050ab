// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

import static dev.probeproof.loader.core.TypeCompatibility.Answer.NO;
import static dev.probeproof.loader.core.TypeCompatibility.Answer.TOO_DEEP;
import static dev.probeproof.loader.core.TypeCompatibility.Answer.YES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class TypeCompatibilityTest {
    private final BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
    private final int integer = editor.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
    private final int wide = editor.add(new BtfType.Int("u64", 8, false, false, false, 0, 64));
    private final int bits = editor.add(new BtfType.Int("bits", 4, false, false, false, 3, 5));
    private final int struct = editor.add(new BtfType.Composite("a", false, 4, List.of()));
    private final int other = editor.add(new BtfType.Composite("b", false, 8, List.of()));
    private final int union = editor.add(new BtfType.Composite("a", true, 4, List.of()));
    private final int forward = editor.add(new BtfType.Fwd("a", false));
    private final int small = editor.add(new BtfType.Enum("e", false, 4, false, List.of()));
    private final int large = editor.add(new BtfType.Enum("e", true, 8, false, List.of()));

    private TypeCompatibility.Answer compare(int local, int target) {
        Btf btf = editor.toBtf();
        return new TypeCompatibility(btf, btf).compare(local, target);
    }

    private int pointer(int type) {
        return editor.add(new BtfType.Ptr(type));
    }

    private int typedef(int type) {
        return editor.add(new BtfType.Alias(BtfKind.TYPEDEF, "t", type));
    }

    private int function(int returns, int... parameters) {
        return editor.add(new BtfType.FuncProto(
                returns,
                java.util.Arrays.stream(parameters)
                        .mapToObj(type -> new BtfType.Param("", type))
                        .toList()));
    }

    @Test
    void looksAtTheKindAlone() {
        assertThat(compare(struct, other)).isEqualTo(YES);
        assertThat(compare(integer, wide)).isEqualTo(YES);
        assertThat(compare(small, large)).isEqualTo(YES);
        assertThat(compare(struct, union)).isEqualTo(NO);
        assertThat(compare(struct, forward)).isEqualTo(NO);
        assertThat(compare(integer, small)).isEqualTo(NO);
    }

    @Test
    void refusesIntegersThatStartInsideAByte() {
        assertThat(compare(integer, bits)).isEqualTo(NO);
        assertThat(compare(bits, bits)).isEqualTo(NO);
    }

    @Test
    void followsPointersAndArrays() {
        int ours = pointer(editor.add(new BtfType.Array(struct, integer, 3)));
        int theirs = pointer(editor.add(new BtfType.Array(other, integer, 9)));
        int toUnion = pointer(editor.add(new BtfType.Array(union, integer, 3)));

        assertThat(compare(ours, theirs)).isEqualTo(YES);
        assertThat(compare(ours, toUnion)).isEqualTo(NO);
        assertThat(compare(pointer(0), pointer(struct))).isEqualTo(NO);
        assertThat(compare(pointer(0), pointer(0))).isEqualTo(YES);
    }

    @Test
    void wantsTypedefsForTypedefsAtTheRootOnly() {
        int ours = pointer(typedef(struct));
        int theirs = pointer(other);
        int alias = typedef(struct);

        assertThat(compare(ours, theirs)).isEqualTo(YES);
        assertThat(compare(alias, struct)).isEqualTo(NO);
        assertThat(compare(alias, typedef(other))).isEqualTo(YES);
        Btf btf = editor.toBtf();
        assertThat(new TypeCompatibility(btf, btf).compareResolved(alias, struct))
                .isEqualTo(YES);
    }

    @Test
    void comparesFunctionsByTheirParametersAndResult() {
        int ours = function(integer, pointer(struct), typedef(integer));

        assertThat(compare(ours, function(wide, pointer(other), wide))).isEqualTo(YES);
        assertThat(compare(ours, function(integer, pointer(struct)))).isEqualTo(NO);
        assertThat(compare(ours, function(0, pointer(struct), integer))).isEqualTo(NO);
        assertThat(compare(ours, function(integer, struct, integer))).isEqualTo(NO);
    }

    @Test
    void givesUpOnTypesThatNestTooDeep() {
        int deep = integer;
        for (int i = 0; i < 31; i++) {
            deep = pointer(deep);
        }
        assertThat(compare(deep, deep)).isEqualTo(YES);
        int deeper = pointer(deep);
        assertThat(compare(deeper, deeper)).isEqualTo(TOO_DEEP);
    }

    @Test
    void givesUpOnFunctionsThatTakeThemselves() {
        int itself = editor.endId() + 1;
        int toItself = pointer(itself);
        function(0, toItself, toItself, toItself);

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(compare(itself, itself)).isEqualTo(TOO_DEEP));
    }
}
