// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.json;

import java.util.List;

/** A JSON array. */
public record JsonArray(List<Json> elements) implements Json {
    public JsonArray {
        elements = List.copyOf(elements);
    }

    @Override
    public String kind() {
        return "an array";
    }
}
