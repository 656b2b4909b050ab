// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A parameter or variable.
 *
 * @param name as in the source
 * @param die the DIE with its location; of one that the compiler removed everywhere, that of its declaration
 * @param isParameter true for parameters
 */
public record DebugVariable(String name, Die die, boolean isParameter) {
    /** Its type; empty only in damaged files. */
    public Optional<Die> type() {
        return die.typeDie();
    }

    /** The file that declares it. */
    public Optional<String> file() {
        return die.declarationFile();
    }

    public OptionalLong line() {
        return die.constant(DwarfAttribute.DECL_LINE);
    }

    /** Where it is when the code at an address runs. */
    public LocationDescription locationAt(long address) {
        Die holder = die.holder(DwarfAttribute.LOCATION);
        // An abstract function may have locations of its static variables, which its instances share.
        if (holder != null) {
            LocationDescription location = holder.locationAt(DwarfAttribute.LOCATION, address);
            boolean empty = location instanceof LocationDescription.Expression expression
                    && expression.bytes().size() == 0;
            return empty ? new LocationDescription.None(true) : location;
        }
        return die.inherited(DwarfAttribute.CONST_VALUE)
                .<LocationDescription>map(LocationDescription.Constant::new)
                .orElse(new LocationDescription.None(false));
    }
}
