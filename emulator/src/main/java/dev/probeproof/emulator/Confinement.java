// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a kernel to one thread at a time. Several threads may use it one after the other, if they hand it over safely;
 * two at once get an exception instead of a corrupted kernel. A thread that is inside may enter again.
 */
final class Confinement {
    private final String kernel;
    private final AtomicReference<@Nullable Thread> inside = new AtomicReference<>();
    /** How often the thread inside has entered and not left. */
    private int depth;

    Confinement(String kernel) {
        this.kernel = kernel;
    }

    /** Goes inside, or once more; follow it with {@link #leave} in the same thread. */
    void enter() {
        Thread current = Thread.currentThread();
        if (inside.get() != current && !inside.compareAndSet(null, current)) {
            Thread other = inside.get();
            throw new IllegalStateException("thread '" + current.getName() + "' uses emulated kernel '" + kernel
                    + "' while " + (other == null ? "another one" : "thread '" + other.getName() + "'")
                    + " does; give each thread a kernel of its own");
        }
        depth++;
    }

    void leave() {
        if (--depth == 0) {
            inside.set(null);
        }
    }

    <T> T within(Supplier<T> action) {
        enter();
        try {
            return action.get();
        } finally {
            leave();
        }
    }

    void within(Runnable action) {
        within(() -> {
            action.run();
            return true;
        });
    }
}
