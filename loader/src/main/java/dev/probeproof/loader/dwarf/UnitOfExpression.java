// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.Optional;

/** A unit as its location expressions see it. */
record UnitOfExpression(CompilationUnit unit) implements UnitFacts {
    @Override
    public int version() {
        return unit.version();
    }

    @Override
    public int addressBytes() {
        return unit.addressBytes();
    }

    @Override
    public int offsetBytes() {
        return unit.offsetBytes();
    }

    @Override
    public long debugAddress(long index) {
        return unit.address(index);
    }

    @Override
    public Optional<BaseType> baseType(long unitOffset) {
        Die die = unit.dieAt(unit.offset() + unitOffset);
        if (!die.is(DwarfTag.BASE_TYPE)) {
            return Optional.empty();
        }
        long size = die.constant(DwarfAttribute.BYTE_SIZE).orElse(0);
        return Optional.of(new BaseType(
                die.name().orElse("?"),
                (int) die.constant(DwarfAttribute.ENCODING).orElse(0),
                size < 0 || size > 16 ? 0 : (int) size));
    }

    @Override
    public Optional<Bytes> procedure(long offset, boolean inUnit) {
        Die die = inUnit ? unit.dieAt(unit.offset() + offset) : unit.debugInfo().dieAt(offset);
        AttributeValue location = die.value(DwarfAttribute.LOCATION);
        return location == null ? Optional.empty() : Optional.ofNullable(location.bytes());
    }

    @Override
    public long sectionOffset(long unitOffset) {
        return unit.offset() + unitOffset;
    }

    @Override
    public Optional<String> nameOf(long sectionOffset) {
        return unit.debugInfo().dieAt(sectionOffset).name();
    }
}
