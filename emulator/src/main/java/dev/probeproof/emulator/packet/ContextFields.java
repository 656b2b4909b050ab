// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.packet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A context as memory. Offsets are those of the struct that programs see. */
final class ContextFields {
    private final ByteBuffer fields;

    ContextFields(int sizeBytes, ByteOrder order) {
        fields = ByteBuffer.allocate(sizeBytes).order(order);
    }

    byte[] bytes() {
        return fields.array();
    }

    int word(int offset) {
        return fields.getInt(offset);
    }

    void word(int offset, long value) {
        fields.putInt(offset, (int) value);
    }

    void doubleWord(int offset, long value) {
        fields.putLong(offset, value);
    }

    void bytes(int offset, byte[] value) {
        fields.put(offset, value);
    }
}
