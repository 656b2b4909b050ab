// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MemberLookupTest {
    private final BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
    private final int integer = editor.add(new BtfType.Int("int", 4, true, false, false, 0, 32));

    private int struct(String name, int size, BtfType.Member... members) {
        return editor.add(new BtfType.Composite(name, false, size, List.of(members)));
    }

    @Test
    void looksThroughUnnamedMembers() {
        int inner = struct("", 8, new BtfType.Member("a", integer, 0, 0), new BtfType.Member("b", integer, 32, 0));
        int outer = struct("outer", 16, new BtfType.Member("", inner, 64, 0), new BtfType.Member("c", integer, 0, 3));
        Btf btf = editor.toBtf();

        assertThat(MemberLookup.find(btf, outer, "b")).contains(new MemberLookup.Found("b", integer, 96, 0));
        assertThat(MemberLookup.find(btf, outer, "c")).contains(new MemberLookup.Found("c", integer, 0, 3));
        assertThat(MemberLookup.find(btf, outer, "d")).isEmpty();
        assertThat(MemberLookup.all(btf, outer))
                .extracting(MemberLookup.Found::name)
                .containsExactly("a", "b", "c");
    }

    @Test
    void aNamedMemberComesBeforeOneInsideAnUnnamedMember() {
        int inner = struct("", 4, new BtfType.Member("a", integer, 0, 0));
        int outer = struct("outer", 8, new BtfType.Member("", inner, 0, 0), new BtfType.Member("a", integer, 32, 0));

        assertThat(MemberLookup.find(editor.toBtf(), outer, "a").orElseThrow().bitOffset())
                .isEqualTo(32);
    }

    @Test
    void aStructThatContainsItselfEnds() {
        int self = editor.endId();
        struct("self", 8, new BtfType.Member("", self, 0, 0), new BtfType.Member("", self, 0, 0));
        Btf btf = editor.toBtf();

        assertThat(MemberLookup.find(btf, self, "a")).isEmpty();
        assertThat(MemberLookup.all(btf, self)).isEmpty();
    }

    @Test
    void whatIsNoStructHasNoMembers() {
        assertThat(MemberLookup.find(editor.toBtf(), integer, "a")).isEmpty();
    }
}
