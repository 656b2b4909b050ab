// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.json;

/** A JSON value. Immutable; members of objects keep their order. */
public sealed interface Json permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {
    /** What it is, for messages: {@code an object}, {@code a string} … */
    String kind();
}
