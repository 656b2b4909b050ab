// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import com.sun.management.ThreadMXBean;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.object.ObjectReader;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Thousands of files, damaged on purpose: whatever is in one, reading and relocating it ends within a second with a result
 * or an error of ours. A failure names seed and index of the mutant: {@code new Mutator(seed, files).mutant(index)} is it.
 */
class MutatedFilesTest {
    private static final long SEED = 20261122;
    private static final int OBJECTS = 4000;
    private static final int TYPES = 1500;
    private static final int MEASURED = 1000;

    /** The slowest of many is the first, while nothing is compiled; it must not look like a hang. */
    private static final int WARM_UP = 200;

    private static final long HANG = TimeUnit.SECONDS.toNanos(1);

    /** All that reading allocates is counted, garbage too, so that what is ever held at once is less. */
    private static final int ALLOCATION_PER_BYTE = 10;

    /** What reading an object takes whatever its size: streams over tables, numbers, names of sections. Most of it is garbage. */
    private static final int ALLOCATION_OF_OBJECT = 512 << 10;

    private static final int ALLOCATION_OF_TYPES = 32 << 10;

    private final Exercise exercise = new Exercise();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void damagedObjectsAreUnderstoodOrRefusedInWords() {
        Mutator mutator = new Mutator(SEED, Specimens.allObjects());

        int understood = run(mutator, OBJECTS, exercise::object);

        assertThat(understood).as("mutants that are still objects").isBetween(OBJECTS / 5, OBJECTS - OBJECTS / 5);
    }

    @Test
    void damagedTypesAreUnderstoodOrRefusedInWords() {
        Mutator mutator = new Mutator(SEED, Specimens.types());

        int understood = run(mutator, TYPES, exercise::types);

        assertThat(understood).as("mutants that are still types").isBetween(TYPES / 5, TYPES - TYPES / 5);
    }

    @Test
    void readingDamagedObjectsTakesMemoryInProportionToTheFile() {
        Mutator mutator = new Mutator(SEED + 1, Specimens.allObjects());

        measure(mutator, file -> ObjectReader.read(Bytes.wrap(file, "damaged.o"), "damaged.o"), ALLOCATION_OF_OBJECT);
    }

    @Test
    void readingDamagedTypesTakesMemoryInProportionToTheFile() {
        Mutator mutator = new Mutator(SEED + 1, Specimens.types());

        measure(mutator, file -> BtfReader.read(Bytes.wrap(file, "damaged.btf")), ALLOCATION_OF_TYPES);
    }

    private void measure(Mutator mutator, Consumer<byte[]> reading, int always) {
        for (int index = 0; index < MEASURED; index++) {
            Mutant mutant = mutator.mutant(index);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                reading.accept(mutant.bytes());
            } catch (ProbeproofException refused) {
                Exercise.explains(refused);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            if (index >= WARM_UP) {
                assertThat(allocated)
                        .as("bytes for mutant " + index + " of seed " + (SEED + 1) + ": " + mutant.history())
                        .isLessThan((long) ALLOCATION_PER_BYTE * mutant.bytes().length + always);
            }
        }
    }

    private int run(Mutator mutator, int count, Predicate<byte[]> use) {
        int understood = 0;
        for (int index = 0; index < count; index++) {
            understood += run(mutator.mutant(index), index, use) ? 1 : 0;
        }
        return understood;
    }

    private boolean run(Mutant mutant, int index, Predicate<byte[]> use) {
        // CPU time of this thread: a busy machine takes none of it.
        long start = threads.getCurrentThreadCpuTime();
        boolean understood = false;
        try {
            understood = use.test(mutant.bytes());
        } catch (RuntimeException | Error finding) {
            fail("mutant " + index + " of seed " + SEED + ": " + mutant.history(), finding);
        }
        if (index >= WARM_UP) {
            assertThat(threads.getCurrentThreadCpuTime() - start)
                    .as("ns for mutant " + index + " of seed " + SEED + ": " + mutant.history())
                    .isLessThan(HANG);
        }
        return understood;
    }
}
