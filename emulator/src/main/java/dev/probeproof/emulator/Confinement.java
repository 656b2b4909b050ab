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

    Confinement(String kernel) {
        this.kernel = kernel;
    }

    <T> T within(Supplier<T> action) {
        Thread current = Thread.currentThread();
        if (inside.get() == current) {
            return action.get();
        }
        if (!inside.compareAndSet(null, current)) {
            Thread other = inside.get();
            throw new IllegalStateException("thread '" + current.getName() + "' uses emulated kernel '" + kernel
                    + "' while " + (other == null ? "another one" : "thread '" + other.getName() + "'")
                    + " does; give each thread a kernel of its own");
        }
        try {
            return action.get();
        } finally {
            inside.set(null);
        }
    }

    void within(Runnable action) {
        within(() -> {
            action.run();
            return true;
        });
    }
}
