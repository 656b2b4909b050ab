// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AddressSpaceTest {
    private final AddressSpace memory = new AddressSpace(ByteOrder.LITTLE_ENDIAN);

    private Region region(long base, int size, String name) {
        Region region = new Region(base, new byte[size], true, name);
        memory.map(region);
        return region;
    }

    @Test
    void ordersAddressesAsUnsignedNumbers() {
        region(0xffff_8880_0000_0000L, 8, "high");
        region(0x1000, 8, "low");
        region(0x7fff_ffff_ffff_fff0L, 16, "last of the lower half");
        region(0x8000_0000_0000_0000L, 8, "first of the upper half");

        assertThat(memory.regions())
                .extracting(Region::name)
                .containsExactly("low", "last of the lower half", "first of the upper half", "high");
    }

    @Test
    void reachesTheLastByteOfTheAddressSpace() throws MemoryFault {
        region(-16, 16, "end");

        memory.store(-8, 8, 0x1122334455667788L);

        assertThat(memory.load(-1, 1)).isEqualTo(0x11);
        assertThatThrownBy(() -> memory.load(-1, 2)).isInstanceOf(MemoryFault.class);
        assertThatThrownBy(() -> memory.load(0, 1)).isInstanceOf(MemoryFault.class);
    }

    @ParameterizedTest(name = "{0} bytes at {1}")
    @CsvSource({"8, 0x0ff9", "1, 0x1000", "16, 0x0ff8", "4, 0x1007", "0, 0x1000", "4096, 0x0800"})
    void refusesRegionsThatOverlap(int size, String base) {
        region(0x1000, 8, "first");

        assertThatThrownBy(() -> region(Long.decode(base), size, "second"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("second at 0x" + Long.toHexString(Long.decode(base)) + " overlaps first at 0x1000");
        assertThat(memory.regions()).hasSize(1);
    }

    @Test
    void refusesARegionThatWrapsAround() {
        assertThatThrownBy(() -> region(-8, 9, "wrapped")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsTouchingRegionsApart() {
        region(0x1000, 8, "first");
        region(0x1008, 8, "second");

        assertThat(memory.find(0x1008, 8).name()).isEqualTo("second");
        assertThat(memory.find(0x1004, 8)).isNull();
    }

    @ParameterizedTest(name = "{0}: {1} bytes, {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0x1000 | 6 | true  | offset 0 of value (6 bytes)",
                "0x1008 | 6 | true  | offset 0 of value (6 bytes)",
                "0x1015 | 1 | true  | offset 5 of value (6 bytes)",
                "0x1005 | 2 | false | offset 5 of value (6 bytes)",
                "0x1006 | 1 | false | 0 bytes past the end of value",
                "0x1006 | 4 | false | 0 bytes past the end of value",
                "0x1016 | 1 | false | 0 bytes past the end of value",
                "0x1018 | 1 | false | 2 bytes past the end of value",
                "0x0fff | 2 | false | 1 bytes before value"
            })
    void keepsElementsSideBySideApart(String address, int size, boolean found, String description) {
        memory.map(new Region(0x1000, new byte[24], true, true, "value", 8, 6));

        assertThat(memory.find(Long.decode(address), size) != null).isEqualTo(found);
        assertThat(memory.describe(Long.decode(address))).isEqualTo(description);
    }

    @Test
    void copiesOnlyWhatOneRegionHolds() {
        Region region = region(0x1000, 16, "bytes");
        for (int index = 0; index < 16; index++) {
            region.bytes()[index] = (byte) index;
        }
        for (int length : new int[] {1, 4, 7, 8, 12}) {
            byte[] target = new byte[20];
            assertThat(memory.copy(0x1003, target, 2, length)).isTrue();
            for (int index = 0; index < target.length; index++) {
                boolean copied = index >= 2 && index < 2 + length;
                assertThat(target[index]).isEqualTo((byte) (copied ? index + 1 : 0));
            }
        }
        assertThat(memory.copy(0x100c, new byte[8], 0, 8)).isFalse();
    }

    @Test
    void forgetsWhatIsUnmapped() {
        Region first = region(0x1000, 8, "first");
        assertThat(memory.find(0x1000, 1)).isSameAs(first);

        memory.unmap(first);
        memory.unmap(first);

        assertThat(memory.find(0x1000, 1)).isNull();
        assertThat(memory.regions()).isEmpty();
    }

    @Test
    void readsAndWritesInItsByteOrder() throws MemoryFault {
        AddressSpace big = new AddressSpace(ByteOrder.BIG_ENDIAN);
        big.map(new Region(0x1000, new byte[8], true, "value"));

        big.store(0x1000, 4, 0x11223344);
        big.store(0x1004, 2, 0x5566);

        assertThat(big.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(big.read(0x1000, 6)).containsExactly(0x11, 0x22, 0x33, 0x44, 0x55, 0x66);
        assertThat(big.load(0x1001, 2)).isEqualTo(0x2233);
        assertThat(big.load(0x1000, 8)).isEqualTo(0x1122334455660000L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0x1004 | offset 4 of struct file (8 bytes)",
                "0x1008 | 0 bytes past the end of struct file",
                "0x2007 | 4095 bytes past the end of struct file",
                "0x2008 | nothing is mapped there",
                "0x0fff | 1 bytes before struct file",
                "0x0000 | 4096 bytes before struct file",
                "0xffffffff | nothing is mapped there"
            })
    void describesWhereAnAddressLies(String address, String description) {
        region(0x1000, 8, "struct file");

        assertThat(memory.describe(Long.decode(address))).isEqualTo(description);
    }

    @Test
    void findsTheSameRegionsAsATree() {
        SplittableRandom random = new SplittableRandom(1);
        TreeMap<Long, Region> expected = new TreeMap<>(Long::compareUnsigned);
        for (int round = 0; round < 2_000; round++) {
            long base = random.nextLong() & ~0xfffL;
            if (random.nextInt(3) == 0 && !expected.isEmpty()) {
                memory.unmap(expected.pollFirstEntry().getValue());
            } else if (!expected.containsKey(base)) {
                expected.put(base, region(base, 1 + random.nextInt(0xfff), "region " + round));
            }
        }

        assertThat(memory.regions()).containsExactlyElementsOf(expected.values());
        for (Region region : expected.values()) {
            assertThat(memory.find(region.base(), region.bytes().length)).isSameAs(region);
            assertThat(memory.find(region.base() + 1, region.bytes().length)).isNull();
        }
    }
}
