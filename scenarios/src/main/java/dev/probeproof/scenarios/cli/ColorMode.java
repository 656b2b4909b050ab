// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** When to write colours: the values of {@code --color}. */
enum ColorMode {
    /** On a terminal, unless the environment says otherwise. */
    AUTO,
    ALWAYS,
    NEVER;

    /** Reads what was typed. */
    static final class Converter implements ITypeConverter<ColorMode> {
        @Override
        public ColorMode convert(String word) {
            for (ColorMode mode : values()) {
                if (mode.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return mode;
                }
            }
            throw new TypeConversionException("auto, always or never is expected, not '" + word + "'");
        }
    }
}
