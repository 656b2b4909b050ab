// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import java.util.Arrays;

/** The bytes of a key, compared by value. */
final class ElementKey {
    private final byte[] bytes;
    private final int hash;

    private ElementKey(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    /** The caller does not write to the array again. */
    static ElementKey of(byte[] bytes) {
        return new ElementKey(bytes);
    }

    byte[] copy() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ElementKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
