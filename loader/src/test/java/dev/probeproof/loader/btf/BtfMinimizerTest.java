// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BtfMinimizerTest {
    private final BtfEditor kernel = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
    private final int integer = kernel.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
    private final int inner = struct("inner", 8, member("x", integer, 0), member("y", integer, 32));
    private final int toInner = kernel.add(new BtfType.Ptr(inner));
    private final int list = kernel.add(new BtfType.Array(integer, integer, 0));
    private final int unnamed = struct("", 8, member("deep", integer, 0), member("low", integer, 32));
    private final int outer = struct(
            "outer",
            32,
            member("a", integer, 0),
            member("p", toInner, 64),
            member("", unnamed, 128),
            member("embedded", inner, 192),
            member("list", list, 256));
    private final int older = struct("outer___old", 4, member("a", integer, 0));
    private final int proto = kernel.add(
            new BtfType.FuncProto(integer, List.of(new BtfType.Param("o", kernel.add(new BtfType.Ptr(outer))))));
    private final int function = kernel.add(new BtfType.Func("run", proto, BtfType.Func.STATIC));
    private final int kfunc = kernel.add(new BtfType.DeclTag("bpf_kfunc", function, -1));
    private final int memberTag = kernel.add(new BtfType.DeclTag("of_low", unnamed, 1));
    private final int other = kernel.add(new BtfType.Func("other", proto, BtfType.Func.STATIC));
    private final Btf whole = kernel.toBtf();
    private final BtfSelection selection = new BtfSelection(whole);

    private int struct(String name, int size, BtfType.Member... members) {
        return kernel.add(new BtfType.Composite(name, false, size, List.of(members)));
    }

    private static BtfType.Member member(String name, int type, int bit) {
        return new BtfType.Member(name, type, bit, 0);
    }

    private Btf small() {
        return BtfMinimizer.minimize(selection);
    }

    private static BtfType.Composite struct(Btf btf, String name) {
        return (BtfType.Composite) btf.type(btf.find(BtfKind.STRUCT, name).orElseThrow());
    }

    @Test
    void keepsTheMembersAskedForWhereTheyWere() {
        selection.ask(BtfKind.STRUCT, "outer").forEach(id -> selection.askMember(id, "p"));

        Btf small = small();

        BtfType.Composite left = struct(small, "outer");
        assertThat(left.size()).isEqualTo(32);
        assertThat(left.members()).singleElement().satisfies(p -> {
            assertThat(p.name()).isEqualTo("p");
            assertThat(p.bitOffset()).isEqualTo(64);
        });
        assertThat(struct(small, "inner")).isEqualTo(new BtfType.Composite("inner", false, 8, List.of()));
        assertThat(small.names(BtfKind.FUNC)).isEmpty();
    }

    @Test
    void keepsTheWayIntoUnnamedStructs() {
        selection.askMember(outer, "low");

        Btf small = small();

        int left = small.find(BtfKind.STRUCT, "outer").orElseThrow();
        assertThat(MemberLookup.find(small, left, "low"))
                .hasValueSatisfying(low -> assertThat(low.bitOffset()).isEqualTo(160));
        assertThat(MemberLookup.find(small, left, "deep")).isEmpty();
    }

    @Test
    void keepsEveryFlavourOfAName() {
        assertThat(selection.ask(BtfKind.STRUCT, "outer___mine")).containsExactly(outer, older);
        assertThat(small().findEssential(BtfKind.STRUCT, "outer")).hasSize(2);
    }

    @Test
    void keepsNamesakesOfWhatIsOnlyPointedTo() {
        selection.keep(function);

        assertThat(small().findEssential(BtfKind.STRUCT, "outer")).hasSize(2);
    }

    @Test
    void keepsWholeStructsWithWhatLiesInside() {
        selection.keepWhole(outer);

        assertThat(struct(small(), "outer").members()).hasSize(5);
        assertThat(struct(small(), "inner").members()).hasSize(2);
    }

    @Test
    void keepsTagsOfWhatIsKeptAndCountsMembersAnew() {
        selection.keep(function);
        selection.askMember(outer, "low");

        Btf small = small();

        List<BtfType.DeclTag> tags = new java.util.ArrayList<>();
        for (int id = 1; id < small.endId(); id++) {
            if (small.type(id) instanceof BtfType.DeclTag tag && !tag.name().startsWith("probeproof")) {
                tags.add(tag);
            }
        }
        assertThat(tags)
                .satisfiesExactly(tag -> assertThat(small.name(tag.type())).isEqualTo("run"), tag -> {
                    assertThat(tag.name()).isEqualTo("of_low");
                    assertThat(tag.component()).isZero();
                });
        assertThat(List.of(kfunc, memberTag)).isNotEmpty();
    }

    @Test
    void doesNotMakeAnArrayFlexibleThatWasNot() {
        int trailing = struct("trailing", 8, member("list", list, 0), member("end", integer, 32));
        Btf btf = kernel.toBtf();
        BtfSelection one = new BtfSelection(btf);

        one.askMember(trailing, "list");

        assertThat(struct(BtfMinimizer.minimize(one), "trailing").members())
                .extracting(BtfType.Member::name)
                .containsExactly("list", "end");
    }

    @Test
    void keepsEverythingThatFunctionsCanReach() {
        selection.keepAllOf(BtfKind.FUNC);

        Btf small = small();

        assertThat(small.names(BtfKind.FUNC)).containsExactly("run", "other");
        assertThat(struct(small, "inner").members()).hasSize(2);
        assertThat(small.find(BtfKind.FUNC, "absent")).isEmpty();
    }

    @Test
    void refusesSplitTypes() {
        Btf split = BtfReader.readSplit(
                dev.probeproof.loader.bytes.Bytes.wrap(
                        BtfWriter.write(BtfEditor.empty(ByteOrder.LITTLE_ENDIAN).toBtf()), "module"),
                whole);

        assertThatThrownBy(() -> new BtfSelection(split)).isInstanceOf(IllegalArgumentException.class);
    }

    @Nested
    class WhatIsMissing {
        @Test
        void isNoAnswerWhereItMayHaveBeenCut() {
            selection.ask(BtfKind.STRUCT, "inner");

            Btf small = small();

            assertThat(small.completeness().isMinimized()).isTrue();
            assertThatThrownBy(() -> small.find(BtfKind.FUNC, "run"))
                    .isInstanceOf(MinimizedBtfException.class)
                    .hasMessageStartingWith("new BTF: cannot tell whether the kernel has function 'run'")
                    .hasMessageContaining("hint:");
            assertThatThrownBy(() -> small.findEssential(BtfKind.STRUCT, "outer___v2"))
                    .isInstanceOfSatisfying(
                            MinimizedBtfException.class,
                            e -> assertThat(e.subject()).isEqualTo("struct 'outer'"));
        }

        @Test
        void isAnAnswerWhereItWasAskedFor() {
            assertThat(selection.ask(BtfKind.FUNC, "missing")).isEmpty();
            assertThat(selection.ask(BtfKind.ENUM, "missing")).isEmpty();

            Btf small = small();

            assertThat(small.find(BtfKind.FUNC, "missing")).isEmpty();
            assertThat(small.find(BtfKind.ENUM64, "missing")).isEmpty();
            assertThatThrownBy(() -> small.find(BtfKind.STRUCT, "missing")).isInstanceOf(MinimizedBtfException.class);
            assertThat(small.completeness().statements())
                    .containsExactly("probeproof absent ENUM missing", "probeproof absent FUNC missing");
        }

        @Test
        void isTheSameForMembers() {
            selection.askMember(inner, "z");
            selection.keepWhole(older);

            Btf small = small();
            int cut = small.find(BtfKind.STRUCT, "inner").orElseThrow();
            int kept = small.find(BtfKind.STRUCT, "outer___old").orElseThrow();

            assertThatCode(() -> small.completeness().requireMemberAbsence(cut, "z"))
                    .doesNotThrowAnyException();
            assertThatCode(() -> small.completeness().requireMemberAbsence(kept, "anything"))
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> small.completeness().requireMemberAbsence(cut, "y"))
                    .isInstanceOf(MinimizedBtfException.class)
                    .hasMessageContaining("member 'y' of struct 'inner'");
        }

        @Test
        void isAnAnswerOfAWholeKernel() {
            assertThat(whole.completeness().isMinimized()).isFalse();
            assertThat(whole.find(BtfKind.FUNC, "missing")).isEmpty();
            assertThat(whole.completeness().statements()).isEmpty();
            assertThat(Set.of(proto, other)).hasSize(2);
        }
    }

    @Test
    void canBeCutTwice() {
        selection.keepWhole(inner);
        Btf once = small();
        BtfSelection again = new BtfSelection(once);
        again.keepWhole(once.find(BtfKind.STRUCT, "inner").orElseThrow());

        assertThat(struct(BtfMinimizer.minimize(again), "inner").members()).hasSize(2);
    }
}
