// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.json;

import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Writes JSON on one line, members in their order, without blanks and without a line end. */
public final class JsonWriter {
    private JsonWriter() {}

    public static String write(Json value) {
        return JsonForm.COMPACT.text(generator -> write(value, generator));
    }

    private static void write(Json value, JsonGenerator generator) {
        if (value instanceof JsonObject object) {
            generator.writeStartObject();
            for (Map.Entry<String, Json> member : object.members().entrySet()) {
                generator.writeName(member.getKey());
                write(member.getValue(), generator);
            }
            generator.writeEndObject();
        } else if (value instanceof JsonArray array) {
            generator.writeStartArray();
            array.elements().forEach(element -> write(element, generator));
            generator.writeEndArray();
        } else if (value instanceof JsonString text) {
            generator.writeString(text.value());
        } else if (value instanceof JsonNumber number) {
            generator.writeNumber(number.value());
        } else if (value instanceof JsonBoolean bool) {
            generator.writeBoolean(bool.value());
        } else {
            generator.writeNull();
        }
    }
}
