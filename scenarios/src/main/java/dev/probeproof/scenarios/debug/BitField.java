// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.scenarios.data.Datum;
import java.nio.ByteOrder;

/** Bit-fields: BTF counts bits from the lowest address, where a big-endian machine has the highest of them. */
final class BitField {
    private BitField() {}

    static Datum read(TypedValue field, ByteOrder order) {
        boolean little = order == ByteOrder.LITTLE_ENDIAN;
        long value = 0;
        for (int i = 0; i < field.bits(); i++) {
            int at = field.bit() + (little ? field.bits() - 1 - i : i);
            int inByte = at % 8;
            value = value << 1 | field.bytes()[at / 8] >> (little ? inByte : 7 - inByte) & 1;
        }
        boolean signed = field.type() instanceof BtfType.Int number && number.signed();
        int unused = Long.SIZE - field.bits();
        return new Datum.Number(signed ? value << unused >> unused : value, signed, false, "");
    }
}
