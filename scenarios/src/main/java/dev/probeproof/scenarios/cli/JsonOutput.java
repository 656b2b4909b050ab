// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.StringWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** JSON on standard output: a document a line, or indented; the same bytes on every system. */
final class JsonOutput {
    /** Of every object that a command prints; a field that changes its meaning raises it, a new field does not. */
    static final int SCHEMA_VERSION = 1;

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonOutput() {}

    /** Prints one document when it is complete: an error on the way leaves no half of it. */
    static void print(Terminal terminal, boolean pretty, Consumer<JsonGenerator> document) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(pretty ? new Indented() : ObjectWriteContext.empty(), text)) {
            document.accept(json);
        }
        terminal.out().print(text.append('\n'));
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

    private static final class Indented extends ObjectWriteContext.Base {
        private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");

        @Override
        public TokenStreamFactory tokenStreamFactory() {
            return FACTORY;
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }

        @Override
        public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter().withObjectIndenter(INDENTER).withArrayIndenter(INDENTER);
        }
    }
}
