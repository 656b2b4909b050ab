// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything that a kernel has handed out and that is still open, in order. */
final class OpenHandles {
    private final List<AutoCloseable> handles = new ArrayList<>();
    private final Set<AutoCloseable> open = Collections.newSetFromMap(new IdentityHashMap<>());

    void add(AutoCloseable handle) {
        handles.add(handle);
        open.add(handle);
    }

    void remove(AutoCloseable handle) {
        if (open.remove(handle)) {
            // Mostly the newest one.
            for (int index = handles.size() - 1; index >= 0; index--) {
                if (handles.get(index) == handle) {
                    handles.remove(index);
                    return;
                }
            }
        }
    }

    /** Closes all, newest first; throws the first error with the others suppressed. */
    void closeAll() {
        @Nullable RuntimeException first = null;
        while (!handles.isEmpty()) {
            AutoCloseable newest = handles.get(handles.size() - 1);
            try {
                newest.close();
            } catch (Exception error) {
                first = collect(first, error);
            }
            remove(newest);
        }
        if (first != null) {
            throw first;
        }
    }

    private static RuntimeException collect(@Nullable RuntimeException first, Exception error) {
        RuntimeException unchecked =
                error instanceof RuntimeException runtime ? runtime : new IllegalStateException("while closing", error);
        if (first == null) {
            return unchecked;
        }
        first.addSuppressed(unchecked);
        return first;
    }
}
