// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.elf.ElfBuilder;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.kernel.MapSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** Records as the loaders of their time read them, in big-endian files for once. */
class LegacyMapReaderTest {
    private final List<int[]> records = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final MapTable maps = new MapTable();
    private List<InitialSlot> slots = List.of();

    private LegacyMapReaderTest record(String name, int... words) {
        names.add(name);
        records.add(words);
        return this;
    }

    private List<MapSpec> read(String section, Strictness strictness) {
        ByteBuffer content = ByteBuffer.allocate(
                        4 * records.stream().mapToInt(record -> record.length).sum())
                .order(ByteOrder.BIG_ENDIAN);
        ElfBuilder builder = ElfBuilder.in(ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < records.size(); i++) {
            builder.symbol(names.get(i), ElfSymbol.OBJECT, 1, content.position(), 0);
            for (int word : records.get(i)) {
                content.putInt(word);
            }
        }
        builder.section(section, ElfSection.PROGBITS, 3, content.array());
        ElfFile elf = ElfReader.read(builder.build());
        slots = LegacyMapReader.read(elf, maps, strictness);
        return maps.maps();
    }

    private static int[] iproute2(int type, int id, int pinning, int innerId, int innerIndex) {
        return new int[] {type, 4, 8, 16, 0, id, pinning, innerId, innerIndex};
    }

    private void assertRefused(int offset) {
        assertThatThrownBy(() -> read("maps", Strictness.STRICT))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("maps at byte " + offset)
                .hasMessageContaining("in a dialect of another loader");
    }

    @Test
    void readsFourOrFiveWords() {
        record("short_one", 1, 4, 8, 16).record("long_one", 2, 4, 12, 3, 0x400);

        assertThat(read("maps", Strictness.STRICT))
                .extracting(MapSpec::name, MapSpec::type, MapSpec::valueSize, MapSpec::maxEntries, MapSpec::flags)
                .containsExactly(tuple("short_one", 1, 8, 16, 0), tuple("long_one", 2, 12, 3, 0x400));
    }

    @Test
    void namesAMapAfterItsSection() {
        record("symbol", 1, 4, 8, 16);

        assertThat(read("maps/events", Strictness.STRICT))
                .extracting(MapSpec::name)
                .containsExactly("events");
    }

    @Test
    void linksMapsOfIproute2ByTheirNumbers() {
        record("outer", iproute2(12, 1, 2, 7, 0)).record("inner", iproute2(2, 7, 0, 0, 3));

        List<MapSpec> read = read("maps", Strictness.STRICT);

        assertThat(read.get(0).pinning()).isOne();
        assertThat(read.get(0).inner()).isNotNull().satisfies(inner -> {
            assertThat(inner.name()).isEqualTo("outer.inner");
            assertThat(inner.type()).isEqualTo(2);
        });
        assertThat(read.get(1).pinning()).isZero();
        assertThat(slots).containsExactly(new InitialSlot("outer", 3, "inner"));
    }

    @Test
    void placesNoInnerMapWithoutAnIndex() {
        record("outer", iproute2(12, 0, 0, 7, 0)).record("inner", iproute2(2, 7, 0, 0, -1));

        assertThat(read("maps", Strictness.STRICT)).hasSize(2);
        assertThat(slots).isEmpty();
    }

    @Test
    void refusesNumbersOfMapsThatAreNotThere() {
        record("outer", iproute2(13, 0, 0, 7, 0));

        assertThatThrownBy(() -> read("maps", Strictness.STRICT))
                .hasMessageContaining("map 'outer' holds maps like number 7, which is not here");
    }

    @Test
    void linksMapsOfTheKernelsSamplesByTheirIndex() {
        record("first", 2, 4, 8, 1, 4, 0, 1).record("outer", 12, 4, 4, 2, 0, 0, 0);

        List<MapSpec> read = read("maps", Strictness.STRICT);

        assertThat(read.get(0).numaNode()).isEqualTo(1);
        assertThat(read.get(1).inner())
                .isNotNull()
                .extracting(MapSpec::valueSize)
                .isEqualTo(8);
    }

    @Test
    void refusesWordsThatItDoesNotKnow() {
        record("first", 1, 4, 8, 1, 0).record("second", 1, 4, 8, 1, 0, 0, 9);

        assertRefused(24);
    }

    @Test
    void refusesPinningOfGobpf() {
        int[] gobpf = new int[70];
        System.arraycopy(new int[] {1, 4, 8, 1, 0, 2}, 0, gobpf, 0, 6);
        record("pinned", gobpf);

        assertRefused(20);
    }

    @Test
    void readsWhatItKnowsOfTheRestIfAsked() {
        int[] gobpf = new int[70];
        System.arraycopy(new int[] {1, 4, 8, 1, 0, 2}, 0, gobpf, 0, 6);
        record("pinned", gobpf).record("odd", 1, 4, 8, 1, 0, 0, 9);

        assertThat(read("maps", Strictness.LENIENT)).extracting(MapSpec::name).containsExactly("pinned", "odd");
    }

    @Test
    void refusesRecordsThatAreTooShort() {
        record("stub", 1, 4);

        assertThatThrownBy(() -> read("maps", Strictness.LENIENT))
                .hasMessageContaining("the definition of map 'stub' has 8 bytes; 16 or more are needed");
    }
}
