// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON from anybody: depth, number of values and length of names and numbers are limited, duplicate members are
 * refused. The length of the text is its reader's concern.
 */
public final class JsonReader {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_TOKENS = 2_000_000;
    private static final int MAX_NAME_LENGTH = 1_000;
    private static final int MAX_NUMBER_LENGTH = 100;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxTokenCount(MAX_TOKENS)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonReader() {}

    /**
     * Reads the one value that the bytes, UTF-8, hold.
     *
     * @throws JsonException saying what is wrong and where
     */
    public static Json read(byte[] text, int offset, int length) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text, offset, length)) {
            if (parser.nextToken() == null) {
                throw new JsonException("no JSON value, only blanks");
            }
            Json value = value(parser);
            if (parser.nextToken() != null) {
                throw new JsonException("more after the end of the JSON value, at column "
                        + parser.currentTokenLocation().getColumnNr());
            }
            return value;
        } catch (JacksonException problem) {
            throw new JsonException("not JSON: " + problem.getOriginalMessage() + at(problem.getLocation()));
        }
    }

    public static Json read(byte[] text) {
        return read(text, 0, text.length);
    }

    private static Json value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> new JsonString(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getDecimalValue());
            case VALUE_TRUE -> new JsonBoolean(true);
            case VALUE_FALSE -> new JsonBoolean(false);
            case VALUE_NULL -> JsonNull.NULL;
            default -> throw new IllegalStateException("a JSON value does not start with " + token);
        };
    }

    private static JsonObject object(JsonParser parser) {
        Map<String, Json> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return new JsonObject(members);
    }

    private static JsonArray array(JsonParser parser) {
        List<Json> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return new JsonArray(elements);
    }

    private static String at(TokenStreamLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
