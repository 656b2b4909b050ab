// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import java.util.Optional;

/**
 * How the value of a kernel's configuration goes into an extern in section {@code .kconfig}: its C type decides.
 *
 * @param form what may be written into it
 * @param size bytes of the whole value
 * @param signed for integers
 */
public record ConfigurationType(Form form, int size, boolean signed) {
    /** The C types that are understood. */
    public enum Form {
        /** {@code bool} of one byte. */
        BOOL,
        /** {@code enum libbpf_tristate}: NO 0, YES 1, MODULE 2. */
        TRISTATE,
        /** An integer of one byte: a letter or a number. */
        CHAR,
        /** An integer of 2, 4 or 8 bytes. */
        INTEGER,
        /** An array of one-byte integers. */
        TEXT
    }

    private static final String TRISTATE_NAME = "libbpf_tristate";

    /** The type of a value; empty if no configuration value can have that type. */
    public static Optional<ConfigurationType> of(Btf btf, int typeId) {
        BtfType type = btf.resolve(typeId);
        if (type instanceof BtfType.Int number) {
            return of(number);
        } else if (type instanceof BtfType.Enum value) {
            boolean tristate = value.name().equals(TRISTATE_NAME) && (value.wide() || value.size() == 4);
            return tristate ? Optional.of(new ConfigurationType(Form.TRISTATE, value.size(), false)) : Optional.empty();
        } else if (type instanceof BtfType.Array array
                && array.count() > 0
                && btf.resolve(array.elementType()) instanceof BtfType.Int element) {
            return of(element)
                    .filter(one -> one.form() == Form.CHAR)
                    .map(one -> new ConfigurationType(Form.TEXT, (int) btf.sizeOf(typeId), false));
        }
        return Optional.empty();
    }

    private static Optional<ConfigurationType> of(BtfType.Int number) {
        int size = number.size();
        if (number.isBool()) {
            return size == 1 ? Optional.of(new ConfigurationType(Form.BOOL, 1, false)) : Optional.empty();
        } else if (size == 1) {
            return Optional.of(new ConfigurationType(Form.CHAR, 1, number.signed()));
        }
        return size == 2 || size == 4 || size == 8
                ? Optional.of(new ConfigurationType(Form.INTEGER, size, number.signed()))
                : Optional.empty();
    }
}
