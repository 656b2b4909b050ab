// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.core.CoreOutcome;
import dev.probeproof.loader.extern.ExternReference;
import dev.probeproof.loader.object.SourceLine;
import java.math.BigInteger;
import tools.jackson.core.JsonGenerator;

/** What became of CO-RE relocations and externs, as JSON records. Instructions count from the start of the program. */
final class CoreRecord {
    private static final String POISON = "poison";

    private CoreRecord() {}

    /** The value that was written, unsigned, or {@code poison}. */
    static String result(CoreOutcome outcome) {
        return outcome.value().isPresent()
                ? Long.toUnsignedString(outcome.value().getAsLong())
                : POISON;
    }

    static void write(JsonGenerator json, String program, CoreOutcome outcome) {
        json.writeStartObject();
        json.writeStringProperty("program", program);
        json.writeNumberProperty("insn", outcome.slot());
        json.writeStringProperty("kind", outcome.kind().toString());
        json.writeStringProperty("local", outcome.local());
        string(json, "target", outcome.target());
        json.writeName("result");
        if (outcome.value().isPresent()) {
            json.writeNumber(new BigInteger(result(outcome)));
        } else {
            json.writeString(POISON);
        }
        json.writeStringProperty("function", outcome.function());
        SourceLine line = outcome.line();
        if (line != null) {
            json.writeStringProperty("file", line.file());
            json.writeNumberProperty("line", line.line());
        }
        if (outcome.reason() != null) {
            json.writeStringProperty("reason", outcome.reason());
        }
        json.writeEndObject();
    }

    static void write(JsonGenerator json, String program, ExternReference reference) {
        json.writeStartObject();
        json.writeStringProperty("program", program);
        json.writeNumberProperty("insn", reference.slot());
        json.writeStringProperty("kind", ProgramListing.kind(reference.extern()));
        json.writeStringProperty("name", reference.extern().name());
        json.writeBooleanProperty("weak", reference.extern().weak());
        json.writeBooleanProperty("missing", reference.missing());
        json.writeStringProperty("module", reference.module());
        json.writeEndObject();
    }

    private static void string(JsonGenerator json, String name, @org.jspecify.annotations.Nullable String text) {
        if (text == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, text);
        }
    }
}
