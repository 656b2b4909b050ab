// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.definition.EventName;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.DebugTarget;
import dev.probeproof.loader.probe.ProbeNotation;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.probe.ProbePointResolver;
import dev.probeproof.loader.probe.TraceEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The places of a definition as lines for the kernel's {@code kprobe_events} and {@code uprobe_events}. What those cannot say is
 * a comment below the line, which the kernel passes over.
 */
final class TraceEventLines {
    private final Terminal terminal;
    private final OutputOptions output;

    TraceEventLines(Terminal terminal, OutputOptions output) {
        this.terminal = terminal;
        this.output = output;
    }

    void print(String text, @Nullable ProbeDefinition definition, TargetKernel kernel, DebugOptions debug) {
        try {
            ProbeDefinition read = definition == null ? ProbeNotation.readAny(text) : definition;
            Optional<DebugTarget> target = debug.target(read, kernel);
            List<ProbePoint> points = target.isPresent()
                    ? ProbePointResolver.resolve(read, target.get())
                    : ProbePointResolver.resolve(read, kernel);
            for (int i = 0; i < points.size(); i++) {
                event(text, kernel, TraceEvent.of(points.get(i), name(read, i), kernel));
            }
        } catch (ProbeproofException reason) {
            failure(text, kernel, reason);
        }
    }

    /** Of several points, each has an event of its own, as perf's have on kernels that cannot append to one. */
    private static EventName name(ProbeDefinition definition, int point) {
        EventName name = definition.event();
        if (name == null || name.event() == null) {
            return new EventName(null, null);
        }
        return point == 0 ? name : new EventName(name.group(), name.event() + "_" + point);
    }

    private void event(String text, TargetKernel kernel, TraceEvent event) {
        if (output.json()) {
            JsonOutput.print(terminal, output.pretty(), json -> {
                json.writeStartObject();
                json.writeStringProperty("kernel", kernel.name());
                json.writeStringProperty("expr", text);
                json.writeStringProperty("event", event.command());
                json.writeObjectPropertyStart("missing");
                event.missing().forEach(json::writeStringProperty);
                json.writeEndObject();
                json.writeEndObject();
            });
            return;
        }
        terminal.out().print(event.command() + "\n");
        for (Map.Entry<String, String> missing : event.missing().entrySet()) {
            terminal.out()
                    .print("# " + missing.getKey() + " cannot be expressed because " + oneLine(missing.getValue())
                            + "\n");
        }
    }

    private void failure(String text, TargetKernel kernel, ProbeproofException reason) {
        String message = reason.getMessage() == null ? "" : reason.getMessage();
        if (output.json()) {
            JsonOutput.print(terminal, output.pretty(), json -> {
                json.writeStartObject();
                json.writeStringProperty("kernel", kernel.name());
                json.writeStringProperty("expr", text);
                json.writeStringProperty("error", message);
                json.writeEndObject();
            });
            return;
        }
        message.lines().forEach(line -> terminal.out().print("# " + line + "\n"));
    }

    private static String oneLine(String words) {
        return words.lines().findFirst().orElse("");
    }
}
