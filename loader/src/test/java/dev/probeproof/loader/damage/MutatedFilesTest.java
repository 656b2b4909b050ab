// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Thousands of files, damaged on purpose: whatever is in one, reading and relocating it ends within a second with a result
 * or an error of ours. A failure names the mutant; {@code -Dmutant=INDEX} runs that one alone.
 */
class MutatedFilesTest {
    private static final long SEED = 20261122;
    private static final int OBJECTS = 4000;
    private static final int TYPES = 1500;

    /** The slowest of many is the first, while nothing is compiled; it must not look like a hang. */
    private static final int WARM_UP = 200;

    private static final long HANG = TimeUnit.SECONDS.toNanos(1);

    private final Exercise exercise = new Exercise();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

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

    private int run(Mutator mutator, int count, Predicate<byte[]> use) {
        int only = Integer.getInteger("mutant", -1);
        int understood = 0;
        for (int index = 0; index < count; index++) {
            if (only < 0 || only == index) {
                understood += run(mutator.mutant(index), index, use) ? 1 : 0;
            }
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
