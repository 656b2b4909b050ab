// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchLeaf;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static dev.probeproof.loader.instance.TestPrograms.U32;
import static dev.probeproof.loader.instance.TestPrograms.U64;
import static dev.probeproof.loader.instance.TestPrograms.argument;
import static dev.probeproof.loader.instance.TestPrograms.kernelAt;
import static dev.probeproof.loader.instance.TestPrograms.register;
import static org.assertj.core.api.Assertions.assertThat;

class StructComparisonTest {
    private static final FetchArgument COUNT = argument("count", register("dx"), U64);
    private static final FetchArgument MODE = argument("mode", register("di"), U32, kernelAt(68));
    private static final FetchArgument NAME = argument("name", register("di"), new FetchLeaf.Text(20), kernelAt(0));
    private static final FetchArgument RAW = argument("raw", register("di"), new FetchLeaf.Memory(12), kernelAt(0));

    private final TestTypes types = new TestTypes();

    private Optional<String> difference(int struct, FetchArgument... arguments) {
        Btf btf = types.editor.toBtf();
        List<FetchArgument> list = List.of(arguments);
        return StructComparison.difference(
                btf, (BtfType.Composite) btf.type(struct), StructPrologue.struct(list), list);
    }

    private int array(int bytes) {
        return types.array(bytes);
    }

    @Nested
    class Accepts {
        @Test
        void eightBytesForEveryNumberAndPointersToo() {
            int struct = types.struct("args", "count", types.s64, 8, "mode", types.context, 8);

            assertThat(difference(struct, COUNT, MODE)).isEmpty();
        }

        @Test
        void textsAsTwoMembersOfTheRoundedSize() {
            int struct = types.struct(
                    "args",
                    "count",
                    types.u64,
                    8,
                    "name_length",
                    types.u64,
                    8,
                    "name",
                    array(24),
                    24,
                    "mode",
                    types.u64,
                    8);

            assertThat(difference(struct, COUNT, NAME, MODE)).isEmpty();
        }

        @Test
        void textsOfTheExactSizeWithPaddingBehind() {
            int struct = types.editor.add(new BtfType.Composite(
                    "args",
                    false,
                    40,
                    List.of(
                            new BtfType.Member("length", types.u64, 0, 0),
                            new BtfType.Member("name", array(20), 64, 0),
                            new BtfType.Member("count", types.u64, 8 * 32, 0))));

            assertThat(difference(struct, NAME, COUNT)).isEmpty();
        }

        @Test
        void textsAsAStructOfTheirOwn() {
            int text = types.struct("text", "length", types.u64, 8, "bytes", array(24), 24);
            int struct = types.struct("args", "name", text, 32, "count", types.u64, 8);

            assertThat(difference(struct, NAME, COUNT)).isEmpty();
        }

        @Test
        void bytesAsAnythingOfTheirSize() {
            int triple = types.struct("triple", "a", types.u32, 4, "b", types.u32, 4, "c", types.u32, 4);

            assertThat(difference(types.struct("args", "raw", triple, 12), RAW)).isEmpty();
            assertThat(difference(types.struct("args", "raw", array(16), 16), RAW))
                    .isEmpty();
        }

        @Test
        void noArgumentsInAnEmptyStruct() {
            assertThat(difference(types.struct("args"))).isEmpty();
        }
    }

    @Nested
    class Refuses {
        @Test
        void narrowNumbersAndShowsBothStructs() {
            int struct = types.struct("args", "count", types.u64, 8, "mode", types.u32, 4, "pad", types.u32, 4);

            assertThat(difference(struct, COUNT, MODE).orElseThrow().lines())
                    .containsExactly(
                            "  offset  size  generated   offset  size  struct args",
                            "       0     8  u64 count        0     8  count",
                            "       8     8  u64 mode         8     4  mode  <<<<<",
                            "                                12     4  pad  <<<<<",
                            "  total   16 bytes generated, 16 declared");
        }

        @Test
        void missingMembers() {
            assertThat(difference(types.struct("args", "count", types.u64, 8), COUNT, MODE))
                    .isPresent();
        }

        @Test
        void membersThatNobodyFills() {
            int struct = types.struct("args", "count", types.u64, 8, "mode", types.u64, 8);

            assertThat(difference(struct, COUNT)).isPresent();
        }

        @Test
        void textsWithoutLength() {
            int struct = types.struct("args", "name", array(32), 32, "count", types.u64, 8);

            assertThat(difference(struct, NAME, COUNT).orElseThrow()).contains("u64 length of name");
        }

        @Test
        void textsThatAreTooShortOrTooLong() {
            int tooShort = types.struct("args", "length", types.u64, 8, "name", array(16), 16);
            int tooLong = types.struct("args", "length", types.u64, 8, "name", array(32), 32);

            assertThat(difference(tooShort, NAME)).isPresent();
            assertThat(difference(tooLong, NAME)).isPresent();
        }

        @Test
        void numbersWhereATextIsDeclared() {
            assertThat(difference(types.struct("args", "count", array(8), 8), COUNT))
                    .isPresent();
        }

        @Test
        void bitFields() {
            int struct = types.editor.add(
                    new BtfType.Composite("args", false, 8, List.of(new BtfType.Member("count", types.u64, 0, 5))));

            assertThat(difference(struct, COUNT).orElseThrow()).contains("count (bit-field)");
        }

        @Test
        void unions() {
            int union = types.editor.add(
                    new BtfType.Composite("args", true, 8, List.of(new BtfType.Member("count", types.u64, 0, 0))));

            assertThat(difference(union, COUNT).orElseThrow()).contains("union args");
        }

        @Test
        void swappedMembers() {
            int struct =
                    types.struct("args", "name_length", types.u64, 8, "name", array(24), 24, "count", types.u64, 8);

            assertThat(difference(struct, COUNT, NAME)).isPresent();
        }
    }
}
