// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A function's code inside another one.
 *
 * @param die the DIE with its parameters and variables, {@code DW_TAG_inlined_subroutine}
 * @param entryPc its first address
 * @param ranges all its code; empty if none of its instructions is its own, so that nothing can stop in it
 */
public record InlinedCopy(Die die, long entryPc, List<AddressRange> ranges) {
    public InlinedCopy {
        ranges = List.copyOf(ranges);
    }

    /** Where the call was in the source, line and column 0 where not known. */
    public Optional<SourceLine> callSite() {
        var file = die.constant(DwarfAttribute.CALL_FILE);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SourceLine(
                die.unit().fileName(file.getAsLong()).orElse("?"),
                (int) die.constant(DwarfAttribute.CALL_LINE).orElse(0),
                (int) die.constant(DwarfAttribute.CALL_COLUMN).orElse(0)));
    }

    /** The functions around it, outermost first: the real one, then those inlined into it that contain this copy. */
    public List<Die> callers() {
        List<Die> callers = new ArrayList<>();
        for (Optional<Die> die = die().parent(); die.isPresent(); die = die.get().parent()) {
            if (die.get().is(DwarfTag.INLINED_SUBROUTINE)) {
                callers.add(die.get());
            } else if (die.get().is(DwarfTag.SUBPROGRAM)) {
                callers.add(die.get());
                break;
            }
        }
        Collections.reverse(callers);
        return callers;
    }

    /** The function whose code it is part of. */
    public Die function() {
        List<Die> callers = callers();
        return callers.isEmpty() ? die : callers.get(0);
    }
}
