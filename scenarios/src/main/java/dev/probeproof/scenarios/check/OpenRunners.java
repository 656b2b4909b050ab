// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import java.util.ArrayDeque;
import java.util.Deque;

/** Instances that stay loaded until machine code was tried with them, or one at a time where none is. */
final class OpenRunners implements AutoCloseable {
    private final Deque<InstanceRunner> open = new ArrayDeque<>();

    /** @param keep those before are still needed */
    InstanceRunner add(InstanceRunner runner, boolean keep) {
        if (!keep) {
            close();
        }
        open.push(runner);
        return runner;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
