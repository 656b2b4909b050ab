// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.emulator.ProgramRun;
import dev.probeproof.emulator.RunObserver;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.model.Step;
import dev.probeproof.scenarios.run.ScenarioObserver;
import dev.probeproof.scenarios.run.ScenarioWorld;
import dev.probeproof.scenarios.trace.Frames;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a scenario in a thread of its own, which stands still whenever somebody wants to look. It goes forwards only: who
 * wants to go back makes another one. What is asked of it is answered in its own thread, where kernel and maps may be used.
 */
final class Playback implements ScenarioObserver, RunObserver, AutoCloseable {
    /** Says where to stop; asked before every instruction and at the end. */
    @FunctionalInterface
    interface Condition {
        boolean stopsAt(Live live);
    }

    private final BlockingQueue<Function<@Nullable Live, Order>> questions = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<Reply> replies = new ArrayBlockingQueue<>(1);
    private final HitCounts hits;
    private final Deque<Frames> interrupted = new ArrayDeque<>();
    private final Thread thread;
    private Condition condition = live -> true;
    private volatile boolean pause;
    private boolean closed;
    private @Nullable Live live;

    /** What the thread does after a question. */
    private enum Order {
        ANSWERED,
        GO_ON,
        END
    }

    /** An answer, or why there is none. */
    private record Reply(@Nullable Object value, @Nullable Throwable failure) {}

    Playback(Debugger.Scenario scenario, HitCounts hits) {
        this.hits = hits;
        this.thread = new Thread(() -> perform(scenario), "scenario");
        thread.setDaemon(true);
    }

    private void perform(Debugger.Scenario scenario) {
        try {
            ScenarioResult result = scenario.perform(this);
            // Nobody was told of the end: the scenario could not begin.
            if (live == null) {
                throw new DebugException(
                        result.reason().isEmpty() ? "the scenario did not begin: " + result.status() : result.reason());
            }
        } catch (Abandoned expected) {
            return;
        } catch (RuntimeException | Error failure) {
            replies.add(new Reply(null, failure));
        }
    }

    /** Carries it out up to the first moment at which a condition holds, the first instruction included. */
    void start(Condition first) {
        condition = first;
        thread.start();
        await();
    }

    /** Goes on up to the next moment at which a condition holds; there is always one, the end. */
    void resume(Condition next) {
        put(now -> {
            condition = next;
            return Order.GO_ON;
        });
        await();
    }

    /** Makes the condition hold at the next instruction; for another thread than the one that waits. */
    void pause() {
        pause = true;
    }

    /** Asks while it stands still. */
    <T> T ask(Function<Live, T> question) {
        put(now -> {
            Reply reply;
            try {
                reply = new Reply(question.apply(Objects.requireNonNull(now)), null);
            } catch (RuntimeException | StackOverflowError refused) {
                reply = new Reply(null, refused);
            }
            replies.add(reply);
            return Order.ANSWERED;
        });
        // Replies come one by one and in order: this one is what the question above was answered with.
        @SuppressWarnings("unchecked")
        T answer = (T) await();
        return answer;
    }

    private void put(Function<@Nullable Live, Order> question) {
        if (closed || !thread.isAlive()) {
            throw new IllegalStateException("the execution is over");
        }
        try {
            questions.put(question);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private @Nullable Object await() {
        Reply reply;
        try {
            reply = replies.take();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        Throwable failure = reply.failure();
        if (failure instanceof RuntimeException exception) {
            throw exception;
        } else if (failure instanceof Error error) {
            throw error;
        }
        return reply.value();
    }

    private static IllegalStateException interrupted() {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while a scenario is carried out");
    }

    /** In the scenario's thread: stands still until somebody says to go on. */
    private void standStill() {
        pause = false;
        replies.add(new Reply(null, null));
        while (true) {
            Function<@Nullable Live, Order> question;
            try {
                question = questions.take();
            } catch (InterruptedException e) {
                throw new Abandoned();
            }
            switch (question.apply(live)) {
                case GO_ON -> {
                    return;
                }
                case END -> throw new Abandoned();
                case ANSWERED -> {
                    // The next question, please.
                }
            }
        }
    }

    private void moment(Live now) {
        hits.at(now);
        if (condition.stopsAt(now) || pause || now.isEnd()) {
            standStill();
        }
    }

    @Override
    public void begins(ScenarioWorld world) {
        live = new Live(world);
        world.kernel().observe(this);
    }

    @Override
    public void step(int number, Step step, String task) {
        Live now = Objects.requireNonNull(live);
        now.stepBegins(number, step.position().line(), step.title(), task);
        now.places().stepBegins();
    }

    @Override
    public void ended(ScenarioResult result) {
        Live now = Objects.requireNonNull(live);
        now.ended(result);
        moment(now);
        // Whoever says to go on at the end only wants to hear that it is the end.
        while (true) {
            standStill();
        }
    }

    @Override
    public ExecutionListener begins(ProgramImage program, Optional<LinkHandle> link) {
        Live now = Objects.requireNonNull(live);
        interrupted.push(now.frames());
        Frames frames = new Frames();
        now.runBegins(frames, link.map(each -> each.point().toString()).orElse("run by hand"));
        return new PlaybackListener(now, frames, this::moment);
    }

    @Override
    public void ended(ProgramRun run) {
        Objects.requireNonNull(live).resumed(interrupted.pop());
    }

    HitCounts hits() {
        return hits;
    }

    @Override
    public void close() {
        if (!closed && thread.isAlive()) {
            closed = true;
            thread.interrupt();
        }
    }
}
