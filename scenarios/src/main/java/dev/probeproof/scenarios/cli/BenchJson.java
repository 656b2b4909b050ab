// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.bench.Figures;
import dev.probeproof.scenarios.bench.ProgramFigures;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Figures for programs. */
final class BenchJson {
    private BenchJson() {}

    /** @param notes of the whole machine */
    static void print(List<ProgramFigures> figures, List<String> notes, Terminal terminal, boolean pretty) {
        JsonOutput.printObject(terminal, pretty, json -> {
            json.writeArrayPropertyStart("programs");
            figures.forEach(program -> program(json, program));
            json.writeEndArray();
            json.writeArrayPropertyStart("notes");
            notes.forEach(json::writeString);
            for (ProgramFigures program : figures) {
                program.notes().forEach(note -> json.writeString(program.name() + ": " + note));
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("problems");
            for (ProgramFigures program : figures) {
                program.problems().forEach(problem -> json.writeString(program.name() + ": " + problem));
            }
            json.writeEndArray();
        });
    }

    private static void program(JsonGenerator json, ProgramFigures program) {
        json.writeStartObject();
        json.writeStringProperty("name", program.name());
        json.writeNumberProperty("executed_insns", program.executedInstructions());
        json.writeNumberProperty("return_value", program.returnValue());
        json.writeObjectPropertyStart("engines");
        program.engines().forEach((engine, figures) -> {
            json.writeObjectPropertyStart(engine.label());
            json.writeNumberProperty("ns_per_run", hundredths(figures));
            json.writeNumberProperty("spread", Math.round(figures.spread() * 1000) / 1000.0);
            json.writeNumberProperty("runs", figures.runs());
            json.writeEndObject();
        });
        json.writeEndObject();
        json.writeEndObject();
    }

    private static double hundredths(Figures figures) {
        return Math.round(figures.nanosPerRun() * 100) / 100.0;
    }
}
