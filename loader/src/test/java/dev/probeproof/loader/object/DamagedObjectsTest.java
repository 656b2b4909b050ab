// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import com.sun.management.ThreadMXBean;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfFeature;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfSanitizer;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

/**
 * Whatever is done to a file, reading it ends soon, takes memory in proportion to the file, and gives an object or a
 * {@link CorruptObjectException}.
 */
class DamagedObjectsTest {
    private static final int FLIPS = 1500;
    private static final int MAX_FLIPS_AT_ONCE = 6;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long[] HUGE = {0xffff_ffff_ffff_fff8L, 0x0000_0001_0000_0000L, 0x7fff_fff8_7fff_fff8L};
    private static final long MAX_BYTES_PER_READ = 16 << 20;

    static Stream<String> objects() {
        return Stream.of(
                "linked.clang-19.el.o",
                "linked.clang-14.eb.o",
                "maps.clang-16.el.o",
                "maps.clang-19.eb.o",
                "legacy.clang-14.el.o",
                "externs.clang-19.el.o",
                "sections.clang-16.eb.o",
                "names.clang-19.el.o",
                "struct_ops.clang-14.eb.o",
                "arena.clang-19.el.o",
                "jumps.clang-19.eb.o",
                "layout.clang-19.el.o");
    }

    @ParameterizedTest
    @MethodSource("objects")
    void cutFilesGiveAnObjectOrOneClearError(String name) {
        byte[] whole = TestObjects.bytes(name).toArray();

        Assertions.assertTimeout(LIMIT, () -> {
            for (int length = 0; length < whole.length; length += 5) {
                byte[] cut = Arrays.copyOf(whole, length);
                tryAll(cut, name + " cut to " + length + " bytes");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("objects")
    void flippedBitsGiveAnObjectOrOneClearError(String name) {
        byte[] whole = TestObjects.bytes(name).toArray();
        Random random = new Random(name.hashCode());

        Assertions.assertTimeout(LIMIT, () -> {
            for (int round = 0; round < FLIPS; round++) {
                byte[] damaged = whole.clone();
                StringBuilder flips = new StringBuilder(name + " with bits flipped:");
                for (int i = random.nextInt(MAX_FLIPS_AT_ONCE); i >= 0; i--) {
                    int bit = random.nextInt(8 * damaged.length);
                    damaged[bit / 8] ^= (byte) (1 << bit % 8);
                    flips.append(' ').append(bit);
                }
                tryAll(damaged, flips.toString());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("objects")
    void hugeNumbersAnywhereGiveAnObjectOrOneClearError(String name) {
        Bytes whole = TestObjects.bytes(name);
        ByteOrder order = name.contains(".eb.") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;

        Assertions.assertTimeout(LIMIT, () -> {
            for (int at = 0; at + 8 <= whole.size(); at += 4) {
                long value = HUGE[at / 4 % HUGE.length];
                byte[] damaged = whole.toArray();
                ByteBuffer.wrap(damaged).order(order).putLong(at, value);
                tryAll(damaged, name + " with 0x" + Long.toHexString(value) + " at byte " + at);
            }
        });
    }

    @Test
    void damagedTypesGiveBtfOrOneClearError() {
        byte[] whole = TestObjects.read("linked.clang-19.el.o").btf().raw().toArray();
        Random random = new Random(4711);

        Assertions.assertTimeout(LIMIT, () -> {
            for (int length = 0; length < whole.length; length += 3) {
                tryTypes(Arrays.copyOf(whole, length), "BTF cut to " + length);
            }
            for (int round = 0; round < 4 * FLIPS; round++) {
                byte[] damaged = whole.clone();
                int bit = random.nextInt(8 * damaged.length);
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                tryTypes(damaged, "BTF with bit " + bit + " flipped");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {".text", "kprobe/one", ".BTF", ".BTF.ext", ".rodata", ".symtab", ".strtab"})
    void aSectionOfFourGibibytesIsOneClearSentence(String section) {
        Bytes whole = TestObjects.bytes("linked.clang-19.el.o");
        byte[] damaged = whole.toArray();
        ElfFile elf = ElfReader.read(whole);
        int header = (int) whole.withOrder(ByteOrder.LITTLE_ENDIAN).u64(40)
                + 64 * elf.section(section).orElseThrow().index();
        ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putLong(header + 32, 1L << 32);

        assertThatThrownBy(() -> ObjectReader.read(Bytes.wrap(damaged, "huge.o"), "huge.o"))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("has 4294967296 bytes")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aZeroedSectionOfFourGibibytesTakesNoMemory() {
        Bytes whole = TestObjects.bytes("linked.clang-19.el.o");
        byte[] damaged = whole.toArray();
        ElfSection bss = ElfReader.read(whole).section(".bss").orElseThrow();
        int header = (int) whole.withOrder(ByteOrder.LITTLE_ENDIAN).u64(40) + 64 * bss.index();
        ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putLong(header + 32, 1L << 32);

        assertThatThrownBy(() -> ObjectReader.read(Bytes.wrap(damaged, "huge.o"), "huge.o"))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("a data section of 4294967296 bytes; a map holds 2 GiB");
    }

    private static void tryAll(byte[] file, String what) {
        within(what, () -> {
            BpfObject object = ObjectReader.read(Bytes.wrap(file, "damaged.o"), "damaged.o");
            for (ProgramSpec program : object.programs()) {
                program.function().lines().forEach(line -> object.sourceLine(program.function(), line.slot()));
            }
            if (object.btf() != null) {
                useTypes(object.btf());
            }
        });
    }

    private static void tryTypes(byte[] blob, String what) {
        within(what, () -> useTypes(BtfReader.read(Bytes.wrap(blob, "damaged.btf"))));
    }

    private static void useTypes(Btf btf) {
        List<Consumer<Integer>> uses = List.of(
                btf::type,
                btf::name,
                btf::kind,
                btf::sizeOf,
                btf::strip,
                id -> btf.resolve(id).name());
        for (int id = 0; id < btf.endId(); id++) {
            for (Consumer<Integer> use : uses) {
                try {
                    use.accept(id);
                } catch (CorruptObjectException expected) {
                    // A clear answer too.
                }
            }
        }
        btf.find(BtfKind.STRUCT, "value");
        BtfSanitizer.sanitize(btf, BtfFeature.of(4, 18));
    }

    private static void within(String what, Runnable reading) {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        try {
            reading.run();
        } catch (CorruptObjectException expected) {
            assertThat(expected).hasMessageContaining(": ");
        } catch (RuntimeException | StackOverflowError unexpected) {
            fail(what, unexpected);
        }
        assertThat(memory.getCurrentThreadAllocatedBytes() - before).as(what).isLessThan(MAX_BYTES_PER_READ);
    }
}
