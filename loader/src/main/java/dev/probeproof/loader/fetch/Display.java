// SPDX-License-Identifier: MIT
package dev.probeproof.loader.fetch;

import java.util.List;

/** How a fetched value is shown; it changes nothing of how the value is fetched. */
public sealed interface Display {
    /** In the way of its type: signed or unsigned decimal, text in quotes. */
    record Plain() implements Display {}

    record Hexadecimal() implements Display {}

    record Character() implements Display {}

    /** A code address as symbol and offset. */
    record SymbolAndOffset() implements Display {}

    /** One enumerator by name. */
    record Enumeration(String type, List<Enumerator> enumerators) implements Display {
        public Enumeration {
            enumerators = List.copyOf(enumerators);
        }
    }

    /** Bits by name, joined by {@code |}, what is left in hex. */
    record Flags(String type, List<Enumerator> enumerators) implements Display {
        public Flags {
            enumerators = List.copyOf(enumerators);
        }
    }

    /** A name and its value, sign-extended if its enum is signed. */
    record Enumerator(String name, long value) {}

    Display PLAIN = new Plain();
}
