// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.json.JsonForm;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** JSON on standard output: a document a line, or indented. */
final class JsonOutput {
    /** Of every object that a command prints; a field that changes its meaning raises it, a new field does not. */
    static final int SCHEMA_VERSION = 1;

    private JsonOutput() {}

    /** Prints one document when it is complete: an error on the way leaves no half of it. */
    static void print(Terminal terminal, boolean pretty, Consumer<JsonGenerator> document) {
        JsonForm form = pretty ? JsonForm.INDENTED : JsonForm.COMPACT;
        terminal.out().print(form.text(document) + '\n');
    }

    /** Prints one object with the version of its form and what the caller writes into it. */
    static void printObject(Terminal terminal, boolean pretty, Consumer<JsonGenerator> fields) {
        print(terminal, pretty, json -> {
            json.writeStartObject();
            json.writeNumberProperty("schemaVersion", SCHEMA_VERSION);
            fields.accept(json);
            json.writeEndObject();
        });
    }
}
