// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.Optional;

/** What location expressions ask of the unit that they are in. */
record DieFacts(CompilationUnit unit) implements UnitFacts {
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
        return Optional.of(new BaseType(
                die.name().orElse("?"),
                (int) die.constant(DwarfAttribute.ENCODING).orElse(0),
                (int) die.constant(DwarfAttribute.BYTE_SIZE).orElse(0)));
    }

    @Override
    public Optional<Bytes> procedure(long offset, boolean inUnit) {
        return die(offset, inUnit).attribute(DwarfAttribute.LOCATION).map(AttributeValue::bytes);
    }

    @Override
    public Optional<String> nameOf(long sectionOffset) {
        return die(sectionOffset, false).name();
    }

    private Die die(long offset, boolean inUnit) {
        return inUnit ? unit.dieAt(unit.offset() + offset) : unit.debugInfo().dieAt(offset);
    }
}
