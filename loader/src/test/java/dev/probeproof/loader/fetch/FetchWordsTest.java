// SPDX-License-Identifier: MIT
package dev.probeproof.loader.fetch;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FetchWordsTest {
    private static final FetchLeaf U32 = new FetchLeaf.Int(4, false);
    private static final FetchValue DI =
            new FetchValue.Register(Archs.X86_64.register("di").orElseThrow());
    private static final FetchValue SI =
            new FetchValue.Register(Archs.X86_64.register("si").orElseThrow());

    private static String words(FetchBase base, FetchLeaf leaf, Deref... derefs) {
        return FetchWords.describe(new FetchArgument("x", "x", new FetchArgument.Fetch(base, List.of(derefs), leaf)));
    }

    private static FetchValue at(FetchValue base, long offset) {
        return new FetchValue.Binary(BinaryOperator.ADD, base, new FetchValue.Constant(offset));
    }

    @Test
    void sayHowAValueIsComputed() {
        FetchValue length = new FetchValue.Memory(at(DI, 24), 4, AddressSpaceKind.KERNEL);
        FetchValue user = new FetchValue.Memory(SI, 8, AddressSpaceKind.USER);
        FetchValue product = new FetchValue.Binary(BinaryOperator.MULTIPLY, length, user);

        assertThat(words(new FetchBase.Computed(product), U32))
                .isEqualTo("x: unsigned 32-bit integer, computed as ([di+24]4 * user[si])");
        assertThat(words(
                        new FetchBase.Computed(new FetchValue.Extend(SI, 32, true)),
                        new FetchLeaf.Memory(1),
                        new Deref(-8, AddressSpaceKind.USER)))
                .isEqualTo("x: 1 byte at s32(si)-8, user memory");
    }

    @Test
    void sayWhereAPerCpuVariableLies() {
        FetchBase variable = new FetchBase.PerCpu("runqueues", 8);

        assertThat(words(variable, U32, new Deref(16, AddressSpaceKind.KERNEL)))
                .isEqualTo("x: unsigned 32-bit integer at this CPU's runqueues+8+16, kernel memory");
        assertThat(words(variable, U32)).isEqualTo("x: unsigned 32-bit integer, the address of this CPU's runqueues+8");
    }

    @Test
    void listThePiecesOfASplitValue() {
        FetchBase pieces = new FetchBase.Pieces(List.of(
                new FetchBase.Piece(DI, false, AddressSpaceKind.KERNEL, 4),
                new FetchBase.Piece(at(SI, 8), true, AddressSpaceKind.KERNEL, 8)));

        assertThat(words(pieces, new FetchLeaf.Memory(12)))
                .isEqualTo("x: 12 bytes in 2 pieces: 4 bytes of di, then 8 bytes at (si+8) in kernel memory");
    }

    @Test
    void sayWhyThereIsNothing() {
        assertThat(words(new FetchBase.Absent("optimised out here"), U32))
                .isEqualTo("x: unsigned 32-bit integer, not fetched: it is optimised out here");
    }
}
