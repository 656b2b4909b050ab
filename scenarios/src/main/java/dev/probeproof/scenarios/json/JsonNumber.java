// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.json;

import java.math.BigDecimal;
import java.util.OptionalLong;

/** A JSON number, exactly as written. */
public record JsonNumber(BigDecimal value) implements Json {
    public static JsonNumber of(long value) {
        return new JsonNumber(BigDecimal.valueOf(value));
    }

    /** The number as a signed 64-bit integer; empty if it is none. */
    public OptionalLong asLong() {
        try {
            return OptionalLong.of(value.longValueExact());
        } catch (ArithmeticException notALong) {
            return OptionalLong.empty();
        }
    }

    @Override
    public String kind() {
        return "a number";
    }
}
