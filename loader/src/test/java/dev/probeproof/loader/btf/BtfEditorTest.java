// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BtfEditorTest {
    private final BtfEditor first = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
    private final int integer = first.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
    private final int proto = first.add(new BtfType.FuncProto(integer, List.of(new BtfType.Param("ctx", integer))));
    private final int body = first.add(new BtfType.Func("body", proto, BtfType.Func.GLOBAL));
    private final int variable = first.add(new BtfType.Var("v", integer, BtfType.Var.EXTERN));
    private final Btf original = first.toBtf();

    @Test
    void appendsTypesAndTextsAndKeepsWhatIsThere() {
        BtfEditor editor = BtfEditor.of(original);

        int main = editor.add(new BtfType.Func("prologue", proto, BtfType.Func.STATIC));
        int text = editor.string("a source line");
        Btf extended = editor.toBtf();

        assertThat(main).isEqualTo(original.endId());
        assertThat(extended.type(main)).isEqualTo(new BtfType.Func("prologue", proto, BtfType.Func.STATIC));
        assertThat(extended.string(text)).isEqualTo("a source line");
        for (int id = 1; id < original.endId(); id++) {
            assertThat(extended.type(id)).isEqualTo(original.type(id));
        }
        assertThat(extended.stringSection().slice(0, original.stringSection().size(), "old"))
                .as("offsets of old texts stay valid")
                .isEqualTo(original.stringSection());
    }

    @Test
    void changesLinkageInPlace() {
        Btf changed = BtfEditor.of(original)
                .setLinkage(body, BtfType.Func.STATIC)
                .setLinkage(variable, BtfType.Var.GLOBAL)
                .toBtf();

        assertThat(changed.type(body)).isEqualTo(new BtfType.Func("body", proto, BtfType.Func.STATIC));
        assertThat(changed.type(variable)).isEqualTo(new BtfType.Var("v", integer, BtfType.Var.GLOBAL));
        assertThat(((BtfType.Func) original.type(body)).linkage())
                .as("the original stays as it is")
                .isEqualTo(BtfType.Func.GLOBAL);
    }

    @Test
    void replacesATypeByALargerOne() {
        BtfType section = new BtfType.DataSec(".bss", 4, List.of(new BtfType.SectionVar(variable, 0, 4)));

        Btf changed = BtfEditor.of(original).replace(integer, section).toBtf();

        assertThat(changed.type(integer)).isEqualTo(section);
        assertThat(changed.type(body)).isEqualTo(original.type(body));
    }

    @Test
    void givesEqualTextsOneOffset() {
        BtfEditor editor = BtfEditor.of(original);

        assertThat(editor.string("x")).isEqualTo(editor.string("x")).isNotEqualTo(editor.string("y"));
        assertThat(editor.string("")).isZero();
    }

    @Test
    void refusesIdsAndKindsThatDoNotFit() {
        BtfEditor editor = BtfEditor.of(original);

        assertThatThrownBy(() -> editor.setLinkage(integer, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("type 1 (INT) has no linkage");
        assertThatThrownBy(() -> editor.replace(99, new BtfType.Ptr(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> editor.add(new BtfType.Void())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> editor.string("a\0b")).isInstanceOf(IllegalArgumentException.class);
    }
}
