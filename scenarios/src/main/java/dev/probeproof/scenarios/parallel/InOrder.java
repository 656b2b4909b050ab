// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.parallel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Does the same work on many inputs on all CPUs and hands over the results one by one, in the order of the inputs, each
 * as soon as those before it are done. Only a few inputs are ahead of the result that is waited for, so that memory
 * does not grow with their number.
 *
 * <pre>{@code
 * InOrder.run(paths, path -> digest(path), digest -> out.println(digest));
 * }</pre>
 */
public final class InOrder {
    /** How far work runs ahead of the results, for each CPU: enough that one slow input does not idle the others. */
    private static final int AHEAD = 8;

    private InOrder() {}

    /**
     * Returns when every result was taken. What the work or the taker throws ends the rest and is thrown on.
     *
     * @param work called on several threads at a time, at most once for each input
     * @param taker called on this thread only
     */
    public static <T, R> void run(Iterable<T> inputs, Function<T, R> work, Consumer<R> taker) {
        run(Runtime.getRuntime().availableProcessors(), inputs, work, taker);
    }

    static <T, R> void run(int threads, Iterable<T> inputs, Function<T, R> work, Consumer<R> taker) {
        ExecutorService executor = Executors.newFixedThreadPool(threads, InOrder::daemon);
        try {
            Deque<Future<R>> pending = new ArrayDeque<>();
            Iterator<T> rest = inputs.iterator();
            while (rest.hasNext() || !pending.isEmpty()) {
                while (rest.hasNext() && pending.size() < threads * AHEAD) {
                    T input = rest.next();
                    pending.add(executor.submit(() -> work.apply(input)));
                }
                taker.accept(result(pending.remove()));
            }
        } finally {
            executor.shutdownNow();
        }
    }

    /** Whoever ends the process, by a closed pipe say, does not wait for work that nobody will see. */
    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "probeproof-worker");
        thread.setDaemon(true);
        return thread;
    }

    private static <R> R result(Future<R> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            if (e.getCause() instanceof Error thrown) {
                throw thrown;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while others work", e);
        }
    }
}
