// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class BtfSanitizerTest {
    private final BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
    private final int integer = editor.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
    private final int proto = editor.add(new BtfType.FuncProto(0, List.of(new BtfType.Param("x", integer))));
    private final int function = editor.add(new BtfType.Func("run", proto, BtfType.Func.GLOBAL));
    private final int tag = editor.add(new BtfType.DeclTag("probe:vfs_read(file)", function, -1));
    private final int variable = editor.add(new BtfType.Var("hits", integer, BtfType.Var.GLOBAL));
    private final int section =
            editor.add(new BtfType.DataSec("?.bss", 8, List.of(new BtfType.SectionVar(variable, 4, 4))));
    private final int real = editor.add(new BtfType.Float("double", 8));
    private final int typeTag = editor.add(new BtfType.Alias(BtfKind.TYPE_TAG, "user", integer));
    private final int wide =
            editor.add(new BtfType.Enum("wide", true, 8, true, List.of(new BtfType.Enumerator("A", -1))));
    private final int signed =
            editor.add(new BtfType.Enum("signed", false, 4, true, List.of(new BtfType.Enumerator("B", -1))));
    private final Btf btf = editor.toBtf();

    private Btf without(BtfFeature feature) {
        return BtfSanitizer.sanitize(btf, EnumSet.complementOf(EnumSet.of(feature)));
    }

    @Test
    void leavesEverythingToAKernelThatKnowsEverything() {
        assertThat(BtfSanitizer.sanitize(btf, EnumSet.allOf(BtfFeature.class))).isSameAs(btf);
    }

    @Test
    void putsSomethingOfEqualSizeInThePlaceOfWhatIsUnknown() {
        assertThat(without(BtfFeature.DECL_TAG).kind(tag)).isEqualTo(BtfKind.INT);
        assertThat(without(BtfFeature.TYPE_TAG).type(typeTag)).isEqualTo(new BtfType.Alias(BtfKind.CONST, "", integer));
        assertThat(without(BtfFeature.FLOAT).type(real)).isEqualTo(new BtfType.Composite("", false, 8, List.of()));
        assertThat(without(BtfFeature.GLOBAL_FUNC).type(function))
                .isEqualTo(new BtfType.Func("run", proto, BtfType.Func.STATIC));
        Btf noFunctions = without(BtfFeature.FUNC);
        assertThat(noFunctions.type(function)).isEqualTo(new BtfType.Alias(BtfKind.TYPEDEF, "run", proto));
        assertThat(noFunctions.sizeOf(proto)).isEqualTo(4);
        Btf noSections = without(BtfFeature.DATASEC);
        assertThat(noSections.sizeOf(variable)).isEqualTo(1);
        assertThat(noSections.type(section))
                .isEqualTo(
                        new BtfType.Composite("__bss", false, 8, List.of(new BtfType.Member("hits", variable, 32, 0))));
        Btf narrow = without(BtfFeature.ENUM64);
        assertThat(narrow.kind(wide)).isEqualTo(BtfKind.UNION);
        assertThat(narrow.sizeOf(wide)).isEqualTo(8);
        assertThat(((BtfType.Enum) narrow.type(signed)).signed()).isFalse();
    }

    @Test
    void givesSectionsThatStartWithAQuestionMarkAnotherName() {
        assertThat(without(BtfFeature.QUESTION_MARK_DATASEC).type(section))
                .isEqualTo(new BtfType.DataSec("_.bss", 8, List.of(new BtfType.SectionVar(variable, 4, 4))));
    }

    @Test
    void keepsEveryId() {
        Btf oldest = BtfSanitizer.sanitize(btf, Set.of());

        assertThat(oldest.endId()).isGreaterThanOrEqualTo(btf.endId());
        assertThat(oldest.type(integer)).isEqualTo(btf.type(integer));
        for (int id = 1; id < oldest.endId(); id++) {
            assertThat(oldest.kind(id))
                    .isNotIn(
                            BtfKind.FUNC,
                            BtfKind.FUNC_PROTO,
                            BtfKind.VAR,
                            BtfKind.DATASEC,
                            BtfKind.FLOAT,
                            BtfKind.DECL_TAG,
                            BtfKind.TYPE_TAG,
                            BtfKind.ENUM64);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 19, 0", "5, 0, 1", "5, 10, 3", "5, 16, 5", "5, 17, 6", "6, 0, 7", "6, 9, 8", "7, 1, 9", "7, 2, 9"})
    void knowsHowManyFeaturesAReleaseHas(int major, int minor, int count) {
        assertThat(BtfFeature.of(major, minor)).hasSize(count);
    }
}
