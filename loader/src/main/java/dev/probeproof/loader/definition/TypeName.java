// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import org.jspecify.annotations.Nullable;

/**
 * A C type as an author names it: {@code struct sock *}, {@code u32}, {@code const char __user *}. Qualifiers are read and
 * forgotten, but for {@code __user} and {@code __kernel}, which say what memory the pointer leads to.
 *
 * @param name tag of a struct, union or enum; else a type's name, with those of C in their usual form ({@code long unsigned}
 *     is {@code unsigned long})
 * @param pointers how many {@code *} follow
 * @param space which memory the outermost pointer leads to; null if it does not say
 * @param column where the type starts in the definition, from 1
 */
public record TypeName(
        Kind kind, String name, int pointers, @Nullable AddressSpaceKind space, int column) {
    /** What stands before the name. */
    public enum Kind {
        STRUCT("struct "),
        UNION("union "),
        ENUM("enum "),
        /** Nothing: a type of C or a typedef. */
        PLAIN("");

        private final String keyword;

        Kind(String keyword) {
            this.keyword = keyword;
        }
    }

    public boolean isPointer() {
        return pointers > 0;
    }

    /** In the form in which it is read again. */
    @Override
    public String toString() {
        String mark = space == null ? "" : space == AddressSpaceKind.USER ? " __user" : " __kernel";
        return kind.keyword + name + mark + (pointers == 0 ? "" : " " + "*".repeat(pointers));
    }
}
