// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A JSON object, in the order in which it was written. Members are asked for by the type that they must have; a member
 * that is missing or of another type is a {@link JsonException} that names it. Optional members may be null as well.
 */
public record JsonObject(Map<String, Json> members) implements Json {
    public JsonObject {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The member, unless it is absent or null. */
    public Optional<Json> optional(String name) {
        return Optional.ofNullable(members.get(name)).filter(value -> !(value instanceof JsonNull));
    }

    public Optional<String> optionalText(String name) {
        return optional(name)
                .map(value -> value instanceof JsonString text ? text.value() : wrong(name, "a string", value));
    }

    /** False if the member is absent. */
    public boolean optionalBoolean(String name) {
        return optional(name)
                .map(value -> value instanceof JsonBoolean bool ? bool.value() : wrong(name, "true or false", value))
                .orElse(false);
    }

    public OptionalLong optionalNumber(String name) {
        Optional<Json> value = optional(name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong number = value.get() instanceof JsonNumber n ? n.asLong() : OptionalLong.empty();
        return number.isPresent() ? number : wrong(name, "a 64-bit integer", value.get());
    }

    /** The elements of an array; none if the member is absent. */
    public List<Json> optionalArray(String name) {
        return optional(name)
                .map(value -> value instanceof JsonArray array ? array.elements() : wrong(name, "an array", value))
                .orElse(List.of());
    }

    public Optional<JsonObject> optionalObject(String name) {
        return optional(name)
                .map(value -> value instanceof JsonObject object ? object : wrong(name, "an object", value));
    }

    public String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    public long number(String name) {
        return optionalNumber(name).orElseThrow(() -> missing(name));
    }

    private static JsonException missing(String name) {
        return new JsonException("'" + name + "' is missing");
    }

    private static <T> T wrong(String name, String wanted, Json value) {
        throw new JsonException("'" + name + "' must be " + wanted + ", not " + value.kind());
    }

    @Override
    public String kind() {
        return "an object";
    }

    /** Puts an object together, member by member. */
    public static final class Builder {
        private final Map<String, Json> members = new LinkedHashMap<>();

        private Builder() {}

        public Builder put(String name, Json value) {
            members.put(name, value);
            return this;
        }

        public Builder put(String name, String value) {
            return put(name, new JsonString(value));
        }

        public Builder put(String name, long value) {
            return put(name, JsonNumber.of(value));
        }

        public Builder put(String name, boolean value) {
            return put(name, new JsonBoolean(value));
        }

        public JsonObject build() {
            return new JsonObject(members);
        }
    }
}
