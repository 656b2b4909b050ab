// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.json;

/** A JSON string. */
public record JsonString(String value) implements Json {
    @Override
    public String kind() {
        return "a string";
    }
}
