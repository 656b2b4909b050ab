// SPDX-License-Identifier: MIT
package dev.probeproof.loader.extern;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.ConfigurationType;
import dev.probeproof.loader.object.Extern;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a kernel's configuration into the bytes of map {@code .kconfig}. What an option's text must look like for which C
 * type is what the reference loader asks; unlike it, a kernel of which no configuration is known leaves zeros and a note.
 */
final class ConfigurationValues {
    private static final String OPTION_PREFIX = "CONFIG_";

    private final Btf types;
    private final TargetKernel kernel;
    private final LoaderValues loaderValues;
    private final ByteBuffer bytes;
    private final List<ExternNote> notes = new ArrayList<>();

    /**
     * @param size of the map's value
     * @param order of the object
     */
    ConfigurationValues(Btf types, TargetKernel kernel, int size, ByteOrder order) {
        this.types = types;
        this.kernel = kernel;
        this.loaderValues = new LoaderValues(kernel);
        this.bytes = ByteBuffer.allocate(size).order(order);
    }

    /** The map's value, as far as it is filled. */
    byte[] bytes() {
        return bytes.array();
    }

    List<ExternNote> notes() {
        return notes;
    }

    /**
     * Fills one value in.
     *
     * @return what is wrong, null if nothing is
     */
    @Nullable
    String fill(Extern.Configuration extern) {
        ConfigurationType type = ConfigurationType.of(types, extern.typeId())
                .orElseThrow(() -> new IllegalArgumentException("'" + extern.name() + "' is no configuration value"));
        String name = extern.name();
        if (name.startsWith(OPTION_PREFIX)) {
            Optional<String> text = kernel.config().value(name);
            return text.isPresent() ? fill(extern, type, text.get()) : absentOption(extern);
        }
        if (!LoaderValues.isOne(name)) {
            return name.startsWith(LoaderValues.PREFIX) && extern.weak()
                    ? fillNumber(extern, type, "0")
                    : "'" + name + "' is neither an option (CONFIG_...) nor one of "
                            + String.join(", ", LoaderValues.NAMES);
        }
        Optional<String> text = loaderValues.value(name);
        if (text.isEmpty()) {
            unknown(extern, "what '" + name + "' is on kernel '" + kernel.name() + "' is not known");
            return null;
        }
        return fill(extern, type, text.get());
    }

    private @Nullable String absentOption(Extern.Configuration extern) {
        if (!kernel.config().isKnown()) {
            unknown(extern, "the configuration of kernel '" + kernel.name() + "' is not known");
            return null;
        }
        return extern.weak()
                ? null
                : "'" + extern.name() + "' is not set in the configuration of kernel '" + kernel.name() + "'";
    }

    private void unknown(Extern.Configuration extern, String reason) {
        notes.add(new ExternNote(extern, "extern '" + extern.name() + "' stays 0: " + reason, !extern.weak()));
    }

    private @Nullable String fill(Extern.Configuration extern, ConfigurationType type, String text) {
        return switch (text.charAt(0)) {
            case 'y', 'n', 'm' -> fillLetter(extern, type, text.charAt(0));
            case '"' -> fillText(extern, type, text);
            default -> fillNumber(extern, type, text);
        };
    }

    private @Nullable String fillLetter(Extern.Configuration extern, ConfigurationType type, char letter) {
        switch (type.form()) {
            case BOOL -> {
                if (letter == 'm') {
                    return mismatch(extern, "m", "a bool, which has no third value");
                }
                bytes.put(extern.offset(), (byte) (letter == 'y' ? 1 : 0));
            }
            case TRISTATE -> bytes.putInt(tristateOffset(extern), letter == 'y' ? 1 : letter == 'm' ? 2 : 0);
            case CHAR -> bytes.put(extern.offset(), (byte) letter);
            default -> {
                return mismatch(extern, String.valueOf(letter), "neither a bool, nor a char, nor a tristate");
            }
        }
        return null;
    }

    /** Of an enum of 64 bits the low half: its other half stays 0. */
    private int tristateOffset(Extern.Configuration extern) {
        return bytes.order() == ByteOrder.BIG_ENDIAN ? extern.offset() + extern.size() - 4 : extern.offset();
    }

    private @Nullable String fillText(Extern.Configuration extern, ConfigurationType type, String text) {
        if (type.form() != ConfigurationType.Form.TEXT) {
            return mismatch(extern, text, "no array of char");
        }
        if (text.length() < 2 || !text.endsWith("\"")) {
            return value(extern, text) + ", which lacks a closing quote";
        }
        byte[] content = text.substring(1, text.length() - 1).getBytes(StandardCharsets.UTF_8);
        int room = extern.size() - 1;
        if (content.length > room) {
            notes.add(new ExternNote(
                    extern,
                    "extern '" + extern.name() + "' is cut to " + room + " of " + content.length + " characters",
                    false));
        }
        bytes.put(extern.offset(), Arrays.copyOf(content, Math.min(room, content.length)));
        return null;
    }

    private @Nullable String fillNumber(Extern.Configuration extern, ConfigurationType type, String text) {
        Long number = CNumber.parse(text);
        if (number == null) {
            return value(extern, text) + ", which is no number";
        }
        boolean bool = type.form() == ConfigurationType.Form.BOOL;
        // The loader's own truth values may be asked for as bool; options that are numbers may not.
        if (bool && extern.name().startsWith(OPTION_PREFIX)
                || type.form() == ConfigurationType.Form.TRISTATE
                || type.form() == ConfigurationType.Form.TEXT) {
            return mismatch(extern, text, "no integer");
        }
        if (bool ? number != 0 && number != 1 : !fits(number, type)) {
            return mismatch(extern, text, bool ? "a bool" : integer(type));
        }
        switch (type.size()) {
            case 1 -> bytes.put(extern.offset(), number.byteValue());
            case 2 -> bytes.putShort(extern.offset(), number.shortValue());
            case 4 -> bytes.putInt(extern.offset(), number.intValue());
            default -> bytes.putLong(extern.offset(), number);
        }
        return null;
    }

    private static boolean fits(long number, ConfigurationType type) {
        int bits = type.size() * 8;
        if (bits == 64) {
            return true;
        }
        return type.signed()
                ? number >= -(1L << bits - 1) && number < 1L << bits - 1
                : Long.compareUnsigned(number, 1L << bits) < 0;
    }

    private static String integer(ConfigurationType type) {
        return (type.signed() ? "a signed" : "an unsigned")
                + (type.size() == 1 ? " char" : " integer of " + type.size() + " bytes");
    }

    private String mismatch(Extern.Configuration extern, String value, String type) {
        return value(extern, value) + ", but declared as " + type;
    }

    private String value(Extern.Configuration extern, String value) {
        return "'" + extern.name() + "' is " + value + " on kernel '" + kernel.name() + "'";
    }
}
