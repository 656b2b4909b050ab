// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.dap;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.debug.ExitedEventArguments;
import org.eclipse.lsp4j.debug.OutputEventArguments;
import org.eclipse.lsp4j.debug.StoppedEventArguments;
import org.eclipse.lsp4j.debug.TerminatedEventArguments;
import org.eclipse.lsp4j.debug.services.IDebugProtocolClient;

/** A client that keeps what it is told, in the order in which it was. */
public final class RecordingClient implements IDebugProtocolClient {
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

    @Override
    public void initialized() {
        told.add("initialized");
    }

    @Override
    public void stopped(StoppedEventArguments stopped) {
        told.add(stopped);
    }

    @Override
    public void exited(ExitedEventArguments exited) {
        told.add(exited);
    }

    @Override
    public void terminated(TerminatedEventArguments terminated) {
        told.add("terminated");
    }

    @Override
    public void output(OutputEventArguments output) {
        // For people.
    }

    /** The next thing that it is told, or null after a minute. */
    Object next() throws InterruptedException {
        return told.poll(1, TimeUnit.MINUTES);
    }

    StoppedEventArguments stopped() throws InterruptedException {
        Object next = next();
        if (next instanceof StoppedEventArguments stopped) {
            return stopped;
        }
        throw new AssertionError("a stop is expected, not " + next);
    }
}
