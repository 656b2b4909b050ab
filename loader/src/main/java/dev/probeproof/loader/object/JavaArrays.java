// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Arrays of any kind, of primitives too, as lists. */
final class JavaArrays {
    private JavaArrays() {}

    /** The elements of an array or list; empty if the value is neither. */
    static Optional<List<?>> asList(Object value) {
        if (value instanceof List<?> list) {
            return Optional.of(list);
        } else if (!value.getClass().isArray()) {
            return Optional.empty();
        }
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) {
            elements.add(Array.get(value, i));
        }
        return Optional.of(elements);
    }
}
