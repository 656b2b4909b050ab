// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.btf.BtfDiff.Difference;
import dev.probeproof.loader.btf.BtfDiff.Part;
import dev.probeproof.loader.btf.BtfDiff.PartDifference;
import dev.probeproof.loader.btf.BtfDiff.Shape;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Differences of types for programs. What is missing on a side is null there. */
final class BtfDiffJson {
    private BtfDiffJson() {}

    static void print(String before, String after, List<Difference> differences, Terminal terminal, boolean pretty) {
        JsonOutput.printObject(terminal, pretty, json -> {
            json.writeStringProperty("before", before);
            json.writeStringProperty("after", after);
            json.writeArrayPropertyStart("differences");
            differences.forEach(difference -> write(difference, json));
            json.writeEndArray();
        });
    }

    private static void write(Difference difference, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("kind", difference.kind().name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("name", difference.name());
        write("before", difference.before(), json);
        write("after", difference.after(), json);
        json.writeArrayPropertyStart("parts");
        for (PartDifference part : difference.parts()) {
            json.writeStartObject();
            json.writeStringProperty("name", part.name());
            write("before", part.before(), json);
            write("after", part.after(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(String side, @Nullable Shape shape, JsonGenerator json) {
        if (shape == null) {
            json.writeNullProperty(side);
            return;
        }
        json.writeObjectPropertyStart(side);
        if (shape.text().isEmpty()) {
            json.writeNumberProperty("size", shape.size());
        } else {
            json.writeStringProperty("text", shape.text());
        }
        json.writeEndObject();
    }

    private static void write(String side, @Nullable Part part, JsonGenerator json) {
        if (part == null) {
            json.writeNullProperty(side);
            return;
        }
        json.writeObjectPropertyStart(side);
        if (part.type().isEmpty()) {
            json.writeNumberProperty("value", part.at());
        } else {
            json.writeStringProperty("type", part.type());
            json.writeNumberProperty("bit_offset", part.at());
            if (part.bits() != 0) {
                json.writeNumberProperty("bits", part.bits());
            }
        }
        json.writeEndObject();
    }
}
