// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something about an object on a kernel that its user wants to know.
 *
 * @param subject what it is about, by name: with {@link #kind} it is the same finding on other kernels and in other programs
 * @param text what is the matter, as a sentence that names neither program nor kernel
 * @param since the first mainline release without this problem; empty if releases do not decide, or it is not recorded
 * @param place where in the object; null if it is about a map or the object as a whole
 */
public record Finding(
        Kind kind,
        String subject,
        String text,
        String since,
        @Nullable Place place) {
    /** What can be the matter. Those before {@link #UNUSED_ACCESS} keep an object from fitting; the others do not. */
    public enum Kind {
        /** The kernel's types lack a struct, union or field that reachable code accesses, or have it otherwise. */
        MISSING_FIELD,
        /** The kernel's types lack an enumerator whose value reachable code uses. */
        MISSING_ENUMERATOR,
        /** The kernel's types lack a type that reachable code cannot do without. */
        MISSING_TYPE,
        /** The kernel lacks a symbol, variable or function that the object insists on, or that reachable code calls. */
        MISSING_EXTERN,
        /** The kernel has nothing of that name to attach a BTF-typed program to. */
        MISSING_ATTACH_TARGET,
        /** The kernel lacks a helper function that reachable code calls. */
        MISSING_HELPER,
        MISSING_MAP_TYPE,
        MISSING_PROGRAM_TYPE,
        MISSING_ATTACH_TYPE,
        /** The kernel is older than an instruction or a flag. */
        MISSING_ABILITY,
        /** Nothing says what a program is: its section name is no loader's. */
        UNTYPED_PROGRAM,
        /** The program cannot be made to fit, for a reason that is none of the above. */
        RELOCATION,

        /** As {@link #MISSING_FIELD} and its like, in code that this kernel never runs. */
        UNUSED_ACCESS,
        /** A weak extern that the kernel lacks, where the program can do without it. */
        MISSING_WEAK_EXTERN,
        /** The kernel's types do not list the function that a kprobe is for; it may be there without types. */
        UNKNOWN_FUNCTION,
        /** The object leaves it to its user what a program is attached to. */
        UNKNOWN_ATTACH_TARGET,
        /** Something about the value of a configuration option or symbol, mostly that it is not known. */
        EXTERN_VALUE,
        /** An older kernel loads the program, but cannot attach it that way. */
        UNKNOWN_ATTACH_TYPE,
        /** What is known of this kernel does not tell whether it has something. */
        UNKNOWN;

        /** True if an object with such a finding does not fit. */
        public boolean spoilsTheFit() {
            return compareTo(UNUSED_ACCESS) < 0;
        }

        /** As JSON has it: {@code missing-field}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
