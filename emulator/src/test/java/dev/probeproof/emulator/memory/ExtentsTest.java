// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExtentsTest {
    private static final long KERNEL = 0xffff_8880_0000_0000L;

    private final AddressSpace memory = new AddressSpace(ByteOrder.LITTLE_ENDIAN);

    private static Region region(long base, int size, String name) {
        return new Region(base, new byte[size], false, name);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 9, 40})
    void findWhatLiesWhollyInOneOfThem(int count) {
        SplittableRandom random = new SplittableRandom(count);
        List<Region> regions = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            // Half of them below the middle of the address space, and every other one touching the next.
            long half = index % 4 < 2 ? 0x1000 : KERNEL;
            regions.add(
                    random.nextInt(regions.size() + 1),
                    region(half + index * 64L, index % 2 == 0 ? 64 : 32, "r" + index));
        }
        Extents extents = Extents.of(regions);

        for (Region region : regions) {
            int size = region.bytes().length;
            assertThat(extents.find(region.base(), size)).isSameAs(region);
            assertThat(extents.find(region.base() + size - 1, 1)).isSameAs(region);
            assertThat(extents.find(region.base() + 1, size)).isNull();
        }
        assertThat(extents.find(0, 1)).isNull();
        assertThat(extents.find(-8, 8)).isNull();
        assertThat(extents.find(KERNEL - 8, 8)).isNull();
    }

    @Test
    void mayNotOverlapEachOther() {
        List<Region> regions = List.of(region(KERNEL + 4, 8, "second"), region(KERNEL, 8, "first"));

        assertThatThrownBy(() -> Extents.of(regions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("second at 0xffff888000000004 overlaps first at 0xffff888000000000");
    }

    @Test
    void takeEachOthersPlace() {
        Region first = region(KERNEL, 8, "first");
        Region second = region(KERNEL, 16, "second");

        memory.overlay(Extents.of(List.of(first)));
        assertThat(memory.find(KERNEL, 8)).isSameAs(first);
        memory.overlay(Extents.of(List.of(second)));
        assertThat(memory.find(KERNEL, 8)).isSameAs(second);
        assertThat(memory.regions()).containsExactly(second);
        memory.overlay(Extents.NONE);

        assertThat(memory.find(KERNEL, 8)).isNull();
        assertThat(memory.regions()).isEmpty();
    }

    @Test
    void areSeenBesideWhatIsMapped() throws MemoryFault {
        Region mapped = new Region(KERNEL, new byte[8], true, "mapped");
        memory.map(mapped);
        memory.overlay(Extents.of(List.of(region(KERNEL + 8, 8, "laid over"))));

        memory.store(KERNEL, 8, 5);

        assertThat(memory.load(KERNEL, 8)).isEqualTo(5);
        assertThat(memory.load(KERNEL + 8, 8)).isZero();
        assertThatThrownBy(() -> memory.store(KERNEL + 8, 1, 1)).isInstanceOf(MemoryFault.class);
        assertThat(memory.describe(KERNEL + 9)).isEqualTo("offset 1 of laid over (8 bytes, read-only)");
        assertThat(memory.describe(KERNEL + 20)).isEqualTo("4 bytes past the end of laid over");
    }

    @ParameterizedTest
    @ValueSource(longs = {KERNEL, 0xffff_e900_0002_0000L})
    void mayNotOverlapWhatIsMapped(long base) {
        Extents extents = Extents.of(List.of(region(base, 8, "laid over")));
        memory.overlay(extents);
        memory.overlay(Extents.NONE);
        Region mapped = region(base + 7, 8, "mapped");
        memory.map(mapped);

        assertThatThrownBy(() -> memory.overlay(extents))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("laid over at")
                .hasMessageContaining("overlaps mapped at");
        assertThat(memory.find(base, 1)).isNull();
        memory.unmap(mapped);
        memory.overlay(extents);
        assertThatThrownBy(() -> memory.map(mapped))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mapped at")
                .hasMessageContaining("overlaps laid over at");
    }

    @Test
    void mayNotLieWhereStacksAre() {
        Extents extents = Extents.of(List.of(region(FrameStack.STACKS + 600, 8, "laid over")));

        assertThatThrownBy(() -> memory.overlay(extents))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lies where the stacks of programs are");
        assertThatThrownBy(() -> memory.map(region(FrameStack.STACKS - 1, 2, "mapped")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lies where the stacks of programs are");
    }
}
