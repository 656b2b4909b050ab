// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.json;

/** {@code null}. */
public record JsonNull() implements Json {
    public static final JsonNull NULL = new JsonNull();

    @Override
    public String kind() {
        return "null";
    }
}
