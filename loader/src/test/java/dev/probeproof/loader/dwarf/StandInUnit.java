// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** A unit of DWARF 5 with some base types, two procedures and four addresses. */
final class StandInUnit implements UnitFacts {
    static final Map<Long, BaseType> TYPES = Map.of(
            0x10L, new BaseType("int", 5, 4),
            0x11L, new BaseType("unsigned int", 7, 4),
            0x12L, new BaseType("char", 6, 1),
            0x13L, new BaseType("unsigned long", 7, 8),
            0x14L, new BaseType("long", 5, 8),
            0x15L, new BaseType("double", 4, 8),
            0x16L, new BaseType("__int128", 5, 16),
            0x17L, new BaseType("unsigned short", 7, 2));

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
        if (index < 0 || index > 3) {
            throw new DwarfException("stand-in", ".debug_addr", index, "no such entry");
        }
        return 0x1000 + 0x10 * index;
    }

    @Override
    public Optional<BaseType> baseType(long unitOffset) {
        return Optional.ofNullable(TYPES.get(unitOffset));
    }

    @Override
    public Optional<Bytes> procedure(long offset, boolean inUnit) {
        return switch ((int) offset) {
            // plus_uconst 7
            case 0x20 -> Optional.of(expression("2307"));
            // calls itself
            case 0x21 -> Optional.of(expression("982100"));
            default -> Optional.empty();
        };
    }

    private static Bytes expression(String hex) {
        return Bytes.wrap(HexFormat.of().parseHex(hex), "stand-in");
    }

    @Override
    public long sectionOffset(long unitOffset) {
        return unitOffset;
    }

    @Override
    public Optional<String> nameOf(long sectionOffset) {
        return sectionOffset == 0x30 ? Optional.of("target") : Optional.empty();
    }
}
