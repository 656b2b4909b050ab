// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Expressions and lists of them: {@code .debug_loc} to version 4, {@code .debug_loclists} from 5 on (section 2.6). */
final class LocationLists {
    private LocationLists() {}

    static LocationDescription at(Die die, int attribute, long address) {
        List<LocationDescription.Expression> all = all(die, attribute);
        LocationDescription.Expression otherwise = null;
        for (LocationDescription.Expression part : all) {
            if (part.range() == ListEntries.DEFAULT) {
                otherwise = part;
            } else if (part.range().contains(address) || part.range() == LocationDescription.EVERYWHERE) {
                return part;
            }
        }
        return otherwise != null ? otherwise : new LocationDescription.None(!all.isEmpty());
    }

    static List<LocationDescription.Expression> all(Die die, int attribute) {
        AttributeValue value = die.value(attribute);
        if (value == null) {
            return List.of();
        }
        CompilationUnit unit = die.unit();
        return switch (value.kind()) {
            case EXPRESSION, BLOCK -> List.of(new LocationDescription.Expression(
                    bytes(die, value), unit, LocationDescription.EVERYWHERE));
            case SECTION_OFFSET -> unit.version() >= 5 ? list5(unit, value.number()) : list4(unit, value.number());
            default -> throw die.problem(DwarfAttribute.name(attribute) + " as " + DwarfForm.name(value.form())
                    + " is no location. The file is damaged");
        };
    }

    private static Bytes bytes(Die die, AttributeValue value) {
        Bytes bytes = value.bytes();
        if (bytes == null) {
            throw die.problem("an expression without bytes");
        }
        return bytes;
    }

    private static List<LocationDescription.Expression> list4(CompilationUnit unit, long offset) {
        DwarfCursor cursor = new DwarfCursor(unit.section(".debug_loc"), offset);
        long base = unit.lowPc();
        List<LocationDescription.Expression> parts = new ArrayList<>();
        while (true) {
            long low = cursor.u64();
            long high = cursor.u64();
            if (low == 0 && high == 0) {
                return parts;
            }
            if (low == -1) {
                base = high;
            } else {
                Bytes expression = cursor.block(cursor.u16());
                parts.add(new LocationDescription.Expression(
                        expression, unit, new AddressRange(base + low, base + high)));
            }
        }
    }

    private static List<LocationDescription.Expression> list5(CompilationUnit unit, long offset) {
        DwarfCursor cursor = new DwarfCursor(unit.section(".debug_loclists"), offset);
        ListEntries entries = new ListEntries(unit, cursor, true);
        List<LocationDescription.Expression> parts = new ArrayList<>();
        for (AddressRange range = entries.next(); range != null; range = entries.next()) {
            parts.add(new LocationDescription.Expression(cursor.block(cursor.uleb()), unit, range));
        }
        return parts;
    }
}
