// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BtfDiffTest {
    private static final class Kernel {
        private final BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
        private final int integer = editor.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
        private final int wide = editor.add(new BtfType.Int("long int", 8, true, false, false, 0, 64));

        Kernel struct(String name, int size, BtfType.Member... members) {
            editor.add(new BtfType.Composite(name, false, size, List.of(members)));
            return this;
        }

        BtfDiff.Side all() {
            return BtfDiff.Side.all(editor.toBtf());
        }
    }

    private static BtfType.Member member(String name, int type, int bit) {
        return new BtfType.Member(name, type, bit, 0);
    }

    private final Kernel old = new Kernel();
    private final Kernel recent = new Kernel();

    @Test
    void findsNothingBetweenEquals() {
        old.struct("s", 4, member("a", old.integer, 0));
        recent.editor.add(new BtfType.Ptr(1));
        recent.struct("s", 4, member("a", recent.integer, 0));

        assertThat(BtfDiff.compare(old.all(), recent.all())).isEmpty();
    }

    @Test
    void tellsWhatMovedCameWentAndHasAnotherType() {
        old.struct(
                "s",
                16,
                member("same", old.integer, 0),
                member("gone", old.integer, 32),
                member("moved", old.integer, 64));
        recent.struct(
                "s",
                24,
                member("same", recent.wide, 0),
                member("moved", recent.integer, 96),
                member("came", recent.integer, 128));

        assertThat(BtfDiff.compare(old.all(), recent.all()))
                .singleElement()
                .isEqualTo(new BtfDiff.Difference(
                        BtfKind.STRUCT,
                        "s",
                        new BtfDiff.Shape(16, ""),
                        new BtfDiff.Shape(24, ""),
                        List.of(
                                new BtfDiff.PartDifference(
                                        "same", new BtfDiff.Part("int", 0, 0), new BtfDiff.Part("long int", 0, 0)),
                                new BtfDiff.PartDifference("gone", new BtfDiff.Part("int", 32, 0), null),
                                new BtfDiff.PartDifference(
                                        "moved", new BtfDiff.Part("int", 64, 0), new BtfDiff.Part("int", 96, 0)),
                                new BtfDiff.PartDifference("came", null, new BtfDiff.Part("int", 128, 0)))));
    }

    @Test
    void looksThroughStructsWithoutNames() {
        int inner = old.editor.add(new BtfType.Composite("", true, 4, List.of(member("a", old.integer, 0))));
        old.struct("s", 8, member("", inner, 0));
        recent.struct("s", 8, member("a", recent.integer, 0));

        assertThat(BtfDiff.compare(old.all(), recent.all())).isEmpty();
    }

    @Test
    void comparesSignaturesAndValues() {
        for (Kernel kernel : List.of(old, recent)) {
            boolean first = kernel == old;
            int proto = kernel.editor.add(new BtfType.FuncProto(
                    kernel.integer, List.of(new BtfType.Param(first ? "count" : "n", kernel.wide))));
            kernel.editor.add(new BtfType.Func("run", proto, BtfType.Func.STATIC));
            kernel.editor.add(
                    new BtfType.Enum("e", false, 4, false, List.of(new BtfType.Enumerator("A", first ? 1 : 2))));
        }
        recent.editor.add(new BtfType.Var("new_one", recent.integer, BtfType.Var.GLOBAL));

        assertThat(BtfDiff.compare(old.all(), recent.all()))
                .satisfiesExactly(
                        e -> assertThat(e.parts())
                                .containsExactly(new BtfDiff.PartDifference(
                                        "A", new BtfDiff.Part("", 1, 0), new BtfDiff.Part("", 2, 0))),
                        added -> {
                            assertThat(added.before()).isNull();
                            assertThat(added.after()).isEqualTo(new BtfDiff.Shape(0, "int new_one"));
                        },
                        run -> {
                            assertThat(run.before()).isEqualTo(new BtfDiff.Shape(0, "int run(long int count)"));
                            assertThat(run.after()).isEqualTo(new BtfDiff.Shape(0, "int run(long int n)"));
                        });
    }

    @Test
    void pairsTypesOfOneNameByWhatTheyAre() {
        old.struct("s", 4, member("a", old.integer, 0)).struct("s", 8, member("b", old.wide, 0));
        recent.struct("s", 8, member("b", recent.wide, 0)).struct("s", 4, member("a", recent.integer, 0));

        assertThat(BtfDiff.compare(old.all(), recent.all())).isEmpty();
    }

    @Test
    void canBeLimitedToWhatSomebodyUses() {
        old.struct("s", 8, member("a", old.integer, 0), member("b", old.integer, 32));
        recent.struct("s", 12, member("a", recent.integer, 0), member("b", recent.integer, 64));

        assertThat(BtfDiff.compare(using(old, "a"), using(recent, "a"))).isEmpty();
        assertThat(BtfDiff.compare(using(old, "b"), using(recent, "b")))
                .singleElement()
                .satisfies(s -> assertThat(s.parts()).hasSize(1));
    }

    private static BtfDiff.Side using(Kernel kernel, String member) {
        BtfSelection selection = new BtfSelection(kernel.editor.toBtf());
        selection.ask(BtfKind.STRUCT, "s").forEach(id -> selection.askMember(id, member));
        return BtfDiff.Side.of(selection);
    }
}
