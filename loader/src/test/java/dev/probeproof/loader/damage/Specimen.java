// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A sound file to be damaged.
 *
 * @param fields all numbers of it that a reader acts on
 */
record Specimen(String name, byte[] bytes, ByteOrder order, List<Field> fields, Map<String, List<Field>> byName) {
    static Specimen of(String name, byte[] bytes) {
        List<Field> fields = FileFields.of(bytes);
        return new Specimen(
                name,
                bytes,
                FileFields.order(bytes),
                fields,
                fields.stream().collect(Collectors.groupingBy(Field::name)));
    }
}
