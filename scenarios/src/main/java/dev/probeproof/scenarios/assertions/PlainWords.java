// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.assertions;

import dev.probeproof.scenarios.format.NumberWord;
import dev.probeproof.scenarios.judge.Words;
import dev.probeproof.scenarios.model.Value;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/** What words mean where no kernel is left: numerals, durations, well-known macros. Enumerators are compared by their names. */
final class PlainWords implements Words {
    @Override
    public OptionalLong number(Value value) {
        return value instanceof Value.Word word ? NumberWord.parse(word.text(), "") : OptionalLong.empty();
    }

    @Override
    public Optional<byte[]> bytes(Value value) {
        return value instanceof Value.Fields fields
                        && fields.fields().size() == 1
                        && fields.fields().get(0).name().equals("hex")
                        && fields.fields().get(0).value() instanceof Value.Word digits
                ? Optional.of(HexFormat.of().parseHex(digits.text().replaceAll("[\\s_:]", "")))
                : Optional.empty();
    }
}
