// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class EssentialNameTest {
    @ParameterizedTest
    @CsvSource({
        "task_struct, task_struct",
        "task_struct___old, task_struct",
        "a___b, a",
        "a___b___c, a___b",
        "a____b, a____b",
        "a___, a___",
        "___b, ___b",
        "a___b____c, a",
        "a_____b, a_____b",
        "a__b, a__b",
        "'', ''"
    })
    void endsBeforeTheLastThreeUnderscoresBetweenOthers(String name, String essential) {
        assertThat(EssentialName.of(name)).isEqualTo(essential);
    }

    @Test
    void findsEveryFlavourOfWhateverKind() {
        BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
        int flavour = editor.add(new BtfType.Fwd("thing___old", false));
        editor.add(new BtfType.Fwd("thing___", false));
        editor.add(new BtfType.Fwd("another___thing", false));
        int plain = editor.add(new BtfType.Composite("thing", true, 0, List.of()));

        assertThat(editor.toBtf().findOwnFlavours("thing")).containsExactly(flavour, plain);
    }
}
