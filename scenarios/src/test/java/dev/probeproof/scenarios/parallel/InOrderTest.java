// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.parallel;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InOrderTest {
    @Test
    void handsOverInTheOrderOfTheInputsWhateverIsDoneFirst() {
        CountDownLatch secondIsDone = new CountDownLatch(1);
        List<Integer> taken = new ArrayList<>();

        InOrder.run(
                2,
                List.of(1, 2),
                number -> {
                    if (number == 1) {
                        await(secondIsDone);
                    } else {
                        secondIsDone.countDown();
                    }
                    return number;
                },
                taken::add);

        assertThat(taken).containsExactly(1, 2);
    }

    @Test
    void takesResultsOnTheCallersThread() {
        List<Thread> threads = new ArrayList<>();

        InOrder.run(List.of(1, 2, 3), number -> number, number -> threads.add(Thread.currentThread()));

        assertThat(threads).hasSize(3).containsOnly(Thread.currentThread());
    }

    @Test
    void doesNotRunFarAheadOfTheTaker() {
        List<Integer> handedOut = new ArrayList<>();
        Iterator<Integer> inputs =
                IntStream.range(0, 1000).peek(handedOut::add).boxed().iterator();
        List<Integer> ahead = new ArrayList<>();

        InOrder.run(2, () -> inputs, number -> number, number -> ahead.add(handedOut.size() - number));

        assertThat(ahead).hasSize(1000).allMatch(number -> number <= 17);
    }

    @Test
    void throwsWhatTheWorkThrowsAfterTheResultsBeforeIt() {
        List<Integer> taken = new ArrayList<>();

        assertThatThrownBy(() -> InOrder.run(
                        List.of(1, 2, 3),
                        number -> {
                            if (number == 2) {
                                throw new IllegalArgumentException("no 2");
                            }
                            return number;
                        },
                        taken::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no 2");
        assertThat(taken).containsExactly(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
