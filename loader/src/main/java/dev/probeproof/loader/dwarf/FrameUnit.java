// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.Optional;

/** Call frame information belongs to no unit. */
enum FrameUnit implements UnitFacts {
    INSTANCE;

    @Override
    public int version() {
        return 5;
    }

    @Override
    public int addressBytes() {
        return 8;
    }

    @Override
    public int offsetBytes() {
        return 4;
    }

    @Override
    public long debugAddress(long index) {
        throw new DwarfException("call frame information", "expression", -1, "refers to .debug_addr");
    }

    @Override
    public Optional<BaseType> baseType(long unitOffset) {
        return Optional.empty();
    }

    @Override
    public Optional<Bytes> procedure(long offset, boolean inUnit) {
        return Optional.empty();
    }

    @Override
    public long sectionOffset(long unitOffset) {
        return unitOffset;
    }

    @Override
    public Optional<String> nameOf(long sectionOffset) {
        return Optional.empty();
    }
}
