// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.dap;

import dev.probeproof.scenarios.debug.Breakpoint;
import dev.probeproof.scenarios.debug.Inspector;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.ScenarioResult;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.lsp4j.debug.ExitedEventArguments;
import org.eclipse.lsp4j.debug.OutputEventArguments;
import org.eclipse.lsp4j.debug.StoppedEventArguments;
import org.eclipse.lsp4j.debug.StoppedEventArgumentsReason;
import org.eclipse.lsp4j.debug.TerminatedEventArguments;
import org.eclipse.lsp4j.debug.services.IDebugProtocolClient;
import org.jspecify.annotations.Nullable;

/** What a client is told without having asked. */
final class DebugEvents {
    private volatile @Nullable IDebugProtocolClient client;

    void connect(IDebugProtocolClient newClient) {
        client = newClient;
    }

    private IDebugProtocolClient client() {
        return Objects.requireNonNull(client);
    }

    void initialized() {
        client().initialized();
    }

    void output(String category, String text) {
        OutputEventArguments output = new OutputEventArguments();
        output.setCategory(category);
        output.setOutput(text);
        client().output(output);
    }

    /** The verdict, as a person reads it. */
    void result(ScenarioResult result) {
        StringBuilder text = new StringBuilder(
                "the scenario has ended: " + result.status().name().toLowerCase(Locale.ROOT) + "\n");
        for (Mismatch mismatch : result.mismatches()) {
            text.append(mismatch.message()).append('\n');
        }
        if (!result.reason().isEmpty()) {
            text.append(result.reason()).append('\n');
        }
        output(result.isFine() ? "console" : "stderr", text.toString());
    }

    void ended(ScenarioResult result) {
        ExitedEventArguments exited = new ExitedEventArguments();
        exited.setExitCode(result.isFine() ? 0 : 1);
        client().exited(exited);
        terminated();
    }

    void terminated() {
        client().terminated(new TerminatedEventArguments());
    }

    void stopped(int thread, String reason, List<Breakpoint> hit, Inspector.Standing standing) {
        StoppedEventArguments stopped = new StoppedEventArguments();
        boolean entry = reason.equals(StoppedEventArgumentsReason.ENTRY);
        stopped.setReason(hit.isEmpty() || entry ? reason : reason(hit.get(0)));
        stopped.setThreadId(thread);
        stopped.setAllThreadsStopped(true);
        stopped.setHitBreakpointIds(hit.stream().map(Breakpoint::id).toArray(Integer[]::new));
        String where = standing.result().isPresent()
                ? "the scenario has ended"
                : "instruction " + standing.number() + ", " + standing.run();
        stopped.setDescription(where);
        if (!standing.hits().isEmpty()) {
            stopped.setText(String.join("; ", standing.hits()));
        }
        client().stopped(stopped);
    }

    private static String reason(Breakpoint breakpoint) {
        Breakpoint.Place place = breakpoint.place();
        if (place instanceof Breakpoint.Watch) {
            return StoppedEventArgumentsReason.DATA_BREAKPOINT;
        } else if (place instanceof Breakpoint.Line) {
            return StoppedEventArgumentsReason.BREAKPOINT;
        } else if (place instanceof Breakpoint.Instruction) {
            return StoppedEventArgumentsReason.INSTRUCTION_BREAKPOINT;
        }
        return StoppedEventArgumentsReason.FUNCTION_BREAKPOINT;
    }
}
