// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Closes several things even if closing one of them fails. */
public final class Closing {
    private Closing() {}

    /** Closes in the given order; throws the first error at the end, with the others suppressed. */
    public static void all(Collection<? extends AutoCloseable> things) {
        @Nullable RuntimeException first = null;
        for (AutoCloseable thing : things) {
            try {
                thing.close();
            } catch (Exception e) {
                RuntimeException error = e instanceof RuntimeException known ? known : new IllegalStateException(e);
                if (first == null) {
                    first = error;
                } else if (first != error) {
                    first.addSuppressed(error);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Closes after a failure: errors of closing go into the failure. */
    static void afterFailure(Collection<? extends AutoCloseable> things, Throwable failure) {
        try {
            all(things);
        } catch (RuntimeException e) {
            if (e != failure) {
                failure.addSuppressed(e);
            }
        }
    }
}
