// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.dap.DebugServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** {@code debug --dap}: a class of its own, so that the console does without the protocol's library. */
final class DebugAdapterStart {
    private static final int LAST_PORT = 65_535;

    private DebugAdapterStart() {}

    /**
     * @param port of this machine; negative for standard input and output
     * @param file must be empty: the client says what to launch
     */
    static void serve(int port, String file, Terminal terminal) throws IOException {
        if (!file.isEmpty()) {
            throw new UsageException("with --dap the client names the scenario, in its launch configuration");
        }
        if (port > LAST_PORT) {
            throw new UsageException("--port is a number up to " + LAST_PORT + ", not " + port);
        }
        if (port < 0) {
            DebugServer.serve(terminal.in(), terminal.out());
            return;
        }
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            terminal.out().print("listening on 127.0.0.1:" + server.getLocalPort() + "\n");
            terminal.out().flush();
            try (Socket client = server.accept()) {
                DebugServer.serve(client.getInputStream(), client.getOutputStream());
            }
        }
    }
}
