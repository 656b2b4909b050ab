// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.dap;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.lsp4j.debug.launch.DSPLauncher;
import org.eclipse.lsp4j.debug.services.IDebugProtocolClient;
import org.eclipse.lsp4j.jsonrpc.Launcher;

/**
 * Speaks the Debug Adapter Protocol with one client, over a pair of streams, until either side ends it.
 *
 * <pre>{@code DebugServer.serve(System.in, System.out); }</pre>
 */
public final class DebugServer {
    private DebugServer() {}

    /** Returns when the client has disconnected or closed its stream. */
    public static void serve(InputStream in, OutputStream out) {
        ExecutorService readers = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "debug adapter input");
            thread.setDaemon(true);
            return thread;
        });
        ResponseOrder order = new ResponseOrder();
        try (DebugAdapter adapter = new DebugAdapter(order)) {
            Launcher<IDebugProtocolClient> launcher =
                    DSPLauncher.createServerLauncher(adapter, in, out, readers, order::watch);
            adapter.connect(launcher.getRemoteProxy());
            var listening = launcher.startListening();
            adapter.whenOver(() -> listening.cancel(true));
            listening.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | java.util.concurrent.CancellationException over) {
            // The client went away, or said that it does.
        } finally {
            readers.shutdownNow();
        }
    }
}
