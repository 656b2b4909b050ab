// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.json;

import java.io.StringWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** How JSON is laid out: on one line without blanks, or indented; the same bytes on every system. No line end follows. */
public enum JsonForm {
    COMPACT {
        @Override
        ObjectWriteContext context() {
            return ObjectWriteContext.empty();
        }
    },
    INDENTED {
        @Override
        ObjectWriteContext context() {
            return new Indented();
        }
    };

    private static final JsonFactory FACTORY = new JsonFactory();

    abstract ObjectWriteContext context();

    /** The text of a document that the caller writes. */
    public String text(Consumer<JsonGenerator> document) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(context(), text)) {
            document.accept(generator);
        }
        return text.toString();
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
