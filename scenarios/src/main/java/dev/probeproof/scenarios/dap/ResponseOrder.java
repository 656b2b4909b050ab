// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.dap;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.lsp4j.jsonrpc.MessageConsumer;
import org.eclipse.lsp4j.jsonrpc.debug.messages.DebugResponseMessage;

/** Has things happen only once a request is answered: a client that hears of a stop before that may be confused. */
final class ResponseOrder {
    private final ConcurrentMap<String, Queue<Runnable>> waiting = new ConcurrentHashMap<>();

    /** Does something behind the next answer to a request of that name. */
    void after(String request, Runnable action) {
        waiting.computeIfAbsent(request, name -> new ConcurrentLinkedQueue<>()).add(action);
    }

    /** Looks on at what is sent. */
    MessageConsumer watch(MessageConsumer consumer) {
        return message -> {
            consumer.consume(message);
            if (message instanceof DebugResponseMessage response && response.getMethod() != null) {
                Queue<Runnable> actions = waiting.get(response.getMethod());
                Runnable action = actions == null ? null : actions.poll();
                if (action != null) {
                    action.run();
                }
            }
        };
    }
}
