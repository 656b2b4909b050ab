// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.scenarios.model.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What written values are to a process: numbers as everywhere, texts and bytes as pointers to them, lists as pointers to an array
 * of pointers that ends with NULL, as {@code argv} does.
 */
final class UserValues {
    /** What people write as a macro is no file name, but a macro that is mistyped or not known here. */
    private static final Pattern MACROS =
            Pattern.compile("-?[A-Z][A-Z0-9]*_[A-Z0-9_]*(?:\\s*+\\|\\s*+\\w++)*+|\\w++(?:\\s*+\\|\\s*+\\w++)++");

    private final Setting setting;

    UserValues(Setting setting) {
        this.setting = setting;
    }

    /** The number, or the address of what was made in user memory. */
    long number(Value value) {
        if (value instanceof Value.Items items) {
            return array(items);
        }
        if (value instanceof Value.Fields fields
                && fields.fields().size() == 1
                && fields.get("hex").isPresent()) {
            return setting.userBytes(setting.numbers().special(value).orElseThrow());
        }
        OptionalLong number = setting.numbers().find(value);
        if (number.isPresent()) {
            return number.getAsLong();
        }
        boolean text = value instanceof Value.Word word
                && (word.quoted() || !MACROS.matcher(word.text()).matches());
        return text
                ? setting.userBytes((ValueNumbers.text(value) + "\0").getBytes(StandardCharsets.UTF_8))
                : setting.numbers().number(value);
    }

    private long array(Value.Items items) {
        ByteBuffer pointers = ByteBuffer.allocate(Long.BYTES * (items.values().size() + 1))
                .order(setting.numbers().order());
        items.values().forEach(item -> pointers.putLong(number(item)));
        return setting.userBytes(pointers.array());
    }
}
