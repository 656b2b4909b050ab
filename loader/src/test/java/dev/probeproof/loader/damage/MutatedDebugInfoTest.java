// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import com.sun.management.ThreadMXBean;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.error.ProbeproofException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Damaged debug information, as in {@link MutatedFilesTest}: whatever is in the sections, every question ends with an answer or
 * an error of ours, within a second, and takes memory in proportion to the file.
 */
class MutatedDebugInfoTest {
    private static final long SEED = 20261123;
    private static final long GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c15L;
    private static final int MUTANTS = 3000;
    private static final int WARM_UP = 200;
    private static final long HANG = TimeUnit.SECONDS.toNanos(1);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void damagedDebugInformationIsUnderstoodOrRefusedInWords() {
        List<Specimen> specimens = Specimens.withDebugInformation();
        int understood = 0;
        for (int index = 0; index < MUTANTS; index++) {
            Mutant mutant = mutant(specimens, SEED + index * GOLDEN_RATIO);
            understood += run(mutant, index) ? 1 : 0;
        }

        assertThat(understood).as("mutants that still open").isBetween(MUTANTS / 5, MUTANTS - MUTANTS / 50);
    }

    @Test
    void damagedObjectsWithDebugInformationAreUnderstoodOrRefusedInWords() {
        Mutator mutator = new Mutator(SEED, Specimens.withDebugInformation());
        for (int index = 0; index < MUTANTS / 3; index++) {
            run(mutator.mutant(index), index);
        }
    }

    @Test
    void openingDamagedDebugInformationTakesMemoryInProportionToTheFile() {
        List<Specimen> specimens = Specimens.withDebugInformation();
        for (int index = 0; index < MUTANTS / 3; index++) {
            Mutant mutant = mutant(specimens, SEED - index * GOLDEN_RATIO);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                DebugInfo info = DebugInfo.open(ElfReader.read(Bytes.wrap(mutant.bytes(), "damaged.o")));
                info.units().forEach(unit -> unit.root().children());
            } catch (ProbeproofException refused) {
                Exercise.explains(refused);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            if (index >= WARM_UP) {
                assertThat(allocated)
                        .as("bytes for mutant " + index + ": " + mutant.history())
                        .isLessThan(100L * mutant.bytes().length + (1 << 20));
            }
        }
    }

    private boolean run(Mutant mutant, int index) {
        long start = threads.getCurrentThreadCpuTime();
        boolean understood = false;
        try {
            understood = DebugInfoExercise.use(mutant.bytes());
        } catch (RuntimeException | Error finding) {
            fail("mutant " + index + " of seed " + SEED + ": " + mutant.history(), finding);
        }
        if (index >= WARM_UP) {
            assertThat(threads.getCurrentThreadCpuTime() - start)
                    .as("ns for mutant " + index + ": " + mutant.history())
                    .isLessThan(HANG);
        }
        return understood;
    }

    /** One to four wrong bytes or numbers, in debug sections only. */
    private static Mutant mutant(List<Specimen> specimens, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Specimen specimen = specimens.get(random.nextInt(specimens.size()));
        byte[] bytes = specimen.bytes().clone();
        StringBuilder history = new StringBuilder(specimen.name());
        List<ElfSection> sections = ElfReader.read(Bytes.wrap(specimen.bytes(), "sound")).sections().stream()
                .filter(section -> section.name().contains("debug_")
                        && section.bytes().size() > 8
                        && !section.name().contains("_str"))
                .toList();
        for (int edit = 1 + random.nextInt(4); edit > 0; edit--) {
            ElfSection section = sections.get(random.nextInt(sections.size()));
            int at = random.nextInt(section.bytes().size() - 8);
            int from = (int) section.offset() + at;
            int kind = random.nextInt(5);
            history.append(", ").append(section.name()).append('+').append(at).append(" kind ").append(kind);
            switch (kind) {
                case 0 -> bytes[from] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[from] = (byte) random.nextInt(256);
                case 2 -> Arrays.fill(bytes, from, from + 1 + random.nextInt(8), (byte) 0xff);
                case 3 -> Arrays.fill(bytes, from, from + 1 + random.nextInt(8), (byte) 0);
                default -> {
                    int other = (int) section.offset() + random.nextInt(section.bytes().size() - 8);
                    System.arraycopy(specimen.bytes(), other, bytes, from, 1 + random.nextInt(8));
                }
            }
        }
        return new Mutant(history.toString(), bytes);
    }
}
