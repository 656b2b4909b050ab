// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.run.Campaign;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** A trace for programs: a JSON object a line, told apart by {@code event}. */
final class TraceJson implements TraceOutput {
    private final TraceCommand.Registers registers;
    private final Terminal terminal;

    TraceJson(Campaign.Job job, TraceCommand.Registers registers, Terminal terminal) {
        this.registers = registers;
        this.terminal = terminal;
        event("scenario", json -> {
            json.writeStringProperty("scenario", job.scenario().name());
            json.writeStringProperty("file", job.scenario().position().file());
            json.writeNumberProperty("line", job.scenario().position().line());
            json.writeStringProperty("kernel", job.kernel());
        });
    }

    private void event(String name, Consumer<JsonGenerator> fields) {
        JsonOutput.printObject(terminal, false, json -> {
            json.writeStringProperty("event", name);
            fields.accept(json);
        });
    }

    @Override
    public void step(int number, String title, String task) {
        event("step", json -> {
            json.writeNumberProperty("number", number);
            json.writeStringProperty("title", title);
            ExplanationJson.text(json, "task", task);
        });
    }

    @Override
    public void runBegins(Run run) {
        event("run", json -> {
            json.writeNumberProperty("number", run.number());
            json.writeStringProperty("program", run.code().name());
            json.writeStringProperty("attached_to", run.attachedTo());
            json.writeNumberProperty("cpu", run.cpu());
            json.writeNumberProperty("time_ns", run.nanoseconds());
        });
    }

    @Override
    public void executed(Executed instruction) {
        event("instruction", json -> {
            json.writeNumberProperty("number", instruction.number());
            json.writeNumberProperty("insn", instruction.slot());
            json.writeNumberProperty("depth", instruction.depth());
            json.writeStringProperty("text", instruction.text());
            json.writeStringProperty(
                    "function",
                    instruction.code().functionAt(instruction.slot()).name());
            instruction.line().ifPresent(line -> {
                json.writeStringProperty("file", line.file());
                json.writeNumberProperty("line", line.line());
                json.writeStringProperty("source", line.text());
            });
            List<Register> shown = switch (registers) {
                case ALL -> instruction.after();
                case CHANGED -> instruction.changed();
                case NONE -> List.of();
            };
            json.writeArrayPropertyStart("registers");
            for (Register register : shown) {
                json.writeStartObject();
                json.writeStringProperty("register", "r" + register.number());
                value(json, register.value(), register.words());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("memory");
            for (Access access : instruction.accesses()) {
                json.writeStartObject();
                json.writeStringProperty("access", access.write() ? "write" : "read");
                json.writeStringProperty("place", access.place());
                json.writeStringProperty("address", "0x" + Long.toHexString(access.address()));
                json.writeNumberProperty("size", access.sizeBytes());
                value(json, access.value(), access.words());
                json.writeEndObject();
            }
            json.writeEndArray();
            instruction.helper().ifPresent(call -> helper(json, call));
            if (instruction.next() >= 0) {
                json.writeNumberProperty("next", instruction.next());
            }
        });
    }

    private static void value(JsonGenerator json, long value, String words) {
        json.writeStringProperty("value", "0x" + Long.toHexString(value));
        json.writeStringProperty("words", words);
    }

    private static void helper(JsonGenerator json, HelperCall call) {
        json.writeObjectPropertyStart("helper");
        json.writeStringProperty("name", call.name());
        json.writeArrayPropertyStart("arguments");
        for (Argument argument : call.arguments()) {
            json.writeStartObject();
            json.writeStringProperty("name", argument.name());
            value(json, argument.value(), argument.words());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectPropertyStart("result");
        value(json, call.result(), call.words());
        json.writeEndObject();
        json.writeEndObject();
    }

    @Override
    public void runEnded(RunEnd end) {
        event("run_end", json -> {
            json.writeNumberProperty("returned", end.returned());
            json.writeNumberProperty("instructions", end.instructions());
            ExplanationJson.text(json, "fault", end.fault().orElse(""));
            json.writeArrayPropertyStart("printed");
            end.printed().forEach(json::writeString);
            json.writeEndArray();
        });
    }

    @Override
    public void finish(ScenarioResult result, long leftOut) {
        event("scenario_end", json -> {
            json.writeStringProperty("status", result.status().name().toLowerCase(Locale.ROOT));
            ExplanationJson.text(json, "reason", result.reason());
            json.writeNumberProperty("mismatches", result.mismatches().size());
            json.writeNumberProperty("left_out", leftOut);
        });
    }
}
