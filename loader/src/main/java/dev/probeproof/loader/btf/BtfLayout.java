// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;

/**
 * The layout section, which the newest form of BTF may carry: how much follows the header of a record of each kind, so
 * that a reader can step over kinds that are newer than itself. {@code struct btf_layout} of {@code linux/btf.h}, one
 * for each kind from 0: bytes once, bytes for each part, 16 bits of flags without a meaning yet.
 */
final class BtfLayout {
    private static final int ENTRY_BYTES = 4;

    /** For BTF without such a section. */
    static final BtfLayout NONE = new BtfLayout(Bytes.wrap(new byte[0], ""));

    private final Bytes section;

    BtfLayout(Bytes section) {
        if (section.size() % ENTRY_BYTES != 0) {
            throw section.corrupt(0, "its size is not a multiple of " + ENTRY_BYTES + " bytes");
        }
        this.section = section;
    }

    Bytes section() {
        return section;
    }

    boolean knows(int kindNumber) {
        return kindNumber > 0 && kindNumber < section.size() / ENTRY_BYTES;
    }

    /** Bytes behind the header of a record of a kind that {@link #knows} says yes to. */
    long bodyBytes(int kindNumber, int length) {
        int at = kindNumber * ENTRY_BYTES;
        return section.u8(at) + (long) section.u8(at + 1) * length;
    }
}
