// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.CorruptObjectException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whether compilers take it and put everything where it belongs is tried on whole kernels, in scenarios. */
class BtfPrinterTest {
    private final BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
    private final int integer = editor.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
    private final int character = editor.add(new BtfType.Int("char", 1, false, false, false, 0, 8));
    private final int wide = editor.add(new BtfType.Int("long unsigned int", 8, false, false, false, 0, 64));

    private int struct(String name, int size, BtfType.Member... members) {
        return editor.add(new BtfType.Composite(name, false, size, List.of(members)));
    }

    private static BtfType.Member member(String name, int type, int bit) {
        return new BtfType.Member(name, type, bit, 0);
    }

    private static BtfType.Member bits(String name, int type, int bit, int width) {
        return new BtfType.Member(name, type, bit, width);
    }

    private String withNeeds(int... ids) {
        StringBuilder text = new StringBuilder();
        BtfPrinter.of(editor.toBtf())
                .printWithNeeds(java.util.Arrays.stream(ids).boxed().toList(), text::append);
        return text.toString();
    }

    @Test
    void putsWhatLiesInsideFirstAndDeclaresWhatIsPointedTo() {
        int inner = struct("inner", 4, member("x", integer, 0));
        int list = struct(
                "list",
                16,
                member("next", editor.add(new BtfType.Ptr(editor.endId() + 1)), 0),
                member("in", inner, 64));

        assertThat(withNeeds(list)).isEqualTo("""
                struct list;
                struct inner {
                	int x;
                };
                struct list {
                	struct list *next;
                	struct inner in;
                };
                """);
    }

    @Test
    void fillsGapsAndPacksWhatIsTooClose() {
        int gap = struct(
                "gap",
                24,
                member("a", character, 0),
                bits("b", integer, 37, 3),
                member("c", wide, 64),
                member("d", character, 128));
        int close = struct("close", 9, member("a", character, 0), member("b", wide, 8));
        int aligned = struct("aligned", 64, member("a", wide, 0));

        assertThat(withNeeds(gap, close, aligned)).isEqualTo("""
                struct gap {
                	char a;
                	char: 8;
                	short: 16;
                	char: 5;
                	int b: 3;
                	long unsigned int c;
                	char d;
                };
                struct close {
                	char a;
                	long unsigned int b;
                } __attribute__((packed));
                struct aligned {
                	long unsigned int a;
                	long: 64;
                	long: 64;
                	long: 64;
                	long: 64;
                	long: 64;
                	long: 64;
                	long: 64;
                };
                """);
    }

    @Test
    void writesDeclaratorsFromTheInsideOut() {
        int constant = editor.add(new BtfType.Alias(BtfKind.CONST, "", character));
        int text = editor.add(new BtfType.Ptr(constant));
        int fixed = editor.add(new BtfType.Alias(BtfKind.CONST, "", text));
        int proto = editor.add(
                new BtfType.FuncProto(integer, List.of(new BtfType.Param("", fixed), new BtfType.Param("", 0))));
        int callback = editor.add(new BtfType.Ptr(proto));
        int table = editor.add(new BtfType.Array(callback, integer, 4));
        int matrix = editor.add(new BtfType.Array(editor.add(new BtfType.Array(integer, integer, 3)), integer, 2));
        int user = editor.add(new BtfType.Ptr(editor.add(new BtfType.Alias(BtfKind.TYPE_TAG, "user", character))));
        int all = struct(
                "all",
                88,
                member("table", table, 0),
                member("to_matrix", editor.add(new BtfType.Ptr(matrix)), 256),
                member("matrix", matrix, 320),
                member("buf", user, 512),
                member("restricted", editor.add(new BtfType.Alias(BtfKind.RESTRICT, "", text)), 576));

        assertThat(withNeeds(all)).endsWith("""
                struct all {
                	int (*table[4])(const char *const, ...);
                	int (*to_matrix)[2][3];
                	int matrix[2][3];
                	char __btf_type_tag("user") *buf;
                	const char *restrict restricted;
                	long: 64;
                };
                """);
    }

    @Test
    void givesTypesOfOneNameDifferentOnes() {
        int first = struct("same", 4, member("a", integer, 0));
        int second = struct("same", 4, member("b", integer, 0));
        int enumeration =
                editor.add(new BtfType.Enum("same", false, 4, false, List.of(new BtfType.Enumerator("A", 0))));
        int again = editor.add(new BtfType.Enum("e", false, 1, true, List.of(new BtfType.Enumerator("A", -1))));
        int declared = editor.add(new BtfType.Ptr(editor.add(new BtfType.Fwd("same", false))));
        int alias = editor.add(new BtfType.Alias(BtfKind.TYPEDEF, "same", declared));

        assertThat(withNeeds(second, first, enumeration, again, alias)).isEqualTo("""
                struct same___2 {
                	int b;
                };
                struct same {
                	int a;
                };
                enum same___3 {
                	A = 0,
                };
                enum e {
                	A___2 = -1,
                } __attribute__((mode(byte)));
                struct same;
                typedef struct same *same;
                """);
    }

    @Test
    void saysWhereMembersLie() {
        int unnamed =
                editor.add(new BtfType.Composite("", true, 8, List.of(member("a", wide, 0), bits("b", integer, 0, 3))));
        int s = struct("s", 24, member("x", integer, 0), member("", unnamed, 64), member("y", integer, 128));
        StringBuilder text = new StringBuilder();

        BtfPrinter.of(editor.toBtf()).withOffsets().printOnly(List.of(s), text::append);

        assertThat(text.toString()).isEqualTo("""
                struct s {
                	int x;                                          /*     0     4 */
                	union {
                		long unsigned int a;                    /*     8     8 */
                		int b: 3;                               /*     8: 0  3 bits */
                		/* size: 8, members: 2 */
                	};                                              /*     8     8 */
                	int y;                                          /*    16     4 */
                	/* size: 24, members: 3 */
                };
                """);
    }

    @Test
    void writesMembersOfNamedStructsThatAreMembersWithoutAName() {
        int tagged = struct("tagged", 4, member("x", integer, 0));
        int s = struct("s", 4, member("", tagged, 0));

        assertThat(withNeeds(s)).endsWith("""
                struct s {
                	struct {
                		int x;
                	};
                };
                """);
    }

    @Test
    void declaresIntegersThatCDoesNotKnow() {
        int odd = editor.add(new BtfType.Int("u24::<T>", 3, false, false, false, 0, 24));
        int rust = editor.add(new BtfType.Int("usize", 8, false, false, false, 0, 64));
        int s = struct("s", 16, member("a", rust, 0), member("b", odd, 64));

        assertThat(withNeeds(s)).startsWith("""
                typedef unsigned long long usize;
                typedef struct { char bytes[3]; } u24___T_;
                """);
    }

    @Test
    void refusesStructsThatContainThemselves() {
        struct("loop", 8, member("self", editor.endId(), 0));
        Btf btf = editor.toBtf();
        int loop = btf.find(BtfKind.STRUCT, "loop").orElseThrow();

        assertThatThrownBy(() -> BtfPrinter.of(btf).printWithNeeds(List.of(loop), text -> {}))
                .isInstanceOf(CorruptObjectException.class);
        assertThatThrownBy(() -> BtfPrinter.of(btf).printOnly(List.of(loop), text -> {}))
                .isInstanceOf(CorruptObjectException.class);
    }

    @Test
    void refusesFunctionsThatTakeThemselves() {
        int function = editor.endId();
        editor.add(new BtfType.FuncProto(integer, List.of(new BtfType.Param("again", function + 1))));
        editor.add(new BtfType.Ptr(function));
        int named = editor.add(new BtfType.Alias(BtfKind.TYPEDEF, "callback", function));
        Btf btf = editor.toBtf();

        assertThatThrownBy(() -> BtfPrinter.of(btf).printOnly(List.of(named), text -> {}))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("more than 16 functions in each other");
    }

    /** Each has ten parameters that are the next one, so that a few records ask for a text of gigabytes. */
    @Test
    void refusesFunctionsThatMultiplyWhatTheyTake() {
        int next = integer;
        for (int level = 0; level < 9; level++) {
            int parameter = next;
            next = editor.add(new BtfType.FuncProto(
                    integer,
                    IntStream.range(0, 10)
                            .mapToObj(i -> new BtfType.Param("p" + i, parameter))
                            .toList()));
            next = editor.add(new BtfType.Ptr(next));
        }
        int named = editor.add(new BtfType.Alias(BtfKind.TYPEDEF, "callback", next));
        Btf btf = editor.toBtf();

        assertThatThrownBy(() -> BtfPrinter.of(btf).printOnly(List.of(named), text -> {}))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("2000 parameters");
    }
}
