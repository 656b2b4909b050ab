// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.Caret;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.error.ProbeproofException;
import java.util.List;
import java.util.Locale;

/**
 * A definition that reads well does not fit a kernel: what was looked for, where, at which column of the definition, and
 * what comes near.
 */
public final class ProbeResolutionException extends ProbeproofException {
    /**
     * What is wrong. The first ones mean that the kernel lacks something, the last ones that nothing can be fetched; the
     * others that the path is no good C.
     */
    public enum Reason {
        FUNCTION_ABSENT,
        ARGUMENT_ABSENT,
        MEMBER_ABSENT,
        /** A type that a cast, {@code container_of} or a display names. */
        TYPE_ABSENT,
        /** A variable of the kernel. */
        VARIABLE_ABSENT,
        /** {@code .} used on a pointer. */
        IS_A_POINTER,
        NOT_A_POINTER,
        NOT_A_STRUCT,
        INDEX,
        NOT_A_STRING,
        AMBIGUOUS,
        /** A cast, {@code container_of} or a display that does not fit the type of what it is applied to. */
        TYPE_MISMATCH,
        /** {@code &} of what lies in a register, is computed, or is a bit-field. */
        NO_ADDRESS,
        REGISTER_ABSENT,
        /** Only debug information knows the place, or where a variable is there. */
        NEEDS_DEBUG_INFORMATION,
        /** The place exists, but the kernel takes no probes there. */
        FORBIDDEN,
        /** The value exists but no fetch can reach it: its place at the probe is unknown, or its shape has no fetch. */
        NOT_FETCHABLE;

        /** The kernel lacks what the definition asks for; another kernel may have it. */
        public boolean isAbsence() {
            return compareTo(VARIABLE_ABSENT) <= 0;
        }

        /** In words: {@code member} for an absence, {@code not a struct} for an error. */
        public String words() {
            return switch (this) {
                case FUNCTION_ABSENT -> "function";
                case ARGUMENT_ABSENT -> "argument";
                case MEMBER_ABSENT -> "member";
                case TYPE_ABSENT -> "type";
                case VARIABLE_ABSENT -> "variable";
                case IS_A_POINTER -> "is a pointer";
                case REGISTER_ABSENT -> "no such register";
                case NOT_A_POINTER,
                        NOT_A_STRUCT,
                        INDEX,
                        NOT_A_STRING,
                        AMBIGUOUS,
                        TYPE_MISMATCH,
                        NO_ADDRESS,
                        NEEDS_DEBUG_INFORMATION,
                        FORBIDDEN,
                        NOT_FETCHABLE -> name().toLowerCase(Locale.ROOT).replace('_', ' ');
            };
        }
    }

    /** What the names of programs start with, where one stands in the place of the kernel. */
    static final String PROGRAM = "program ";

    private final Reason reason;
    private final String name;
    private final String kernel;
    private final String definition;
    private final int column;
    private final List<String> candidates;

    /**
     * @param name what was looked for, or what the path was applied to
     * @param kernel the kernel's name, or {@link #PROGRAM} and the program's
     * @param definition the whole definition
     * @param column where the name stands in the definition, from 1
     * @param problem what is wrong, with the place, without the kernel
     * @param candidates what comes near, nearest first
     * @param hint what is certain to help, or empty
     */
    ProbeResolutionException(
            Reason reason,
            String name,
            String kernel,
            String definition,
            int column,
            String problem,
            List<String> candidates,
            String hint) {
        super(problem
                + (kernel.startsWith(PROGRAM) ? " in " : reason.isAbsence() ? " of kernel " : " on kernel ")
                + kernel
                + Nearest.suffix(candidates)
                + Caret.under(definition, column)
                + (hint.isEmpty() ? "" : "\n  hint: " + hint));
        this.reason = reason;
        this.name = name;
        this.kernel = kernel;
        this.definition = definition;
        this.column = column;
        this.candidates = List.copyOf(candidates);
    }

    public Reason reason() {
        return reason;
    }

    /** What was looked for, or what the path was applied to. */
    public String name() {
        return name;
    }

    /** The kernel's name. */
    public String kernel() {
        return kernel;
    }

    /** The whole definition. */
    public String definition() {
        return definition;
    }

    /** Where the name stands in the definition, from 1. */
    public int column() {
        return column;
    }

    /** What comes near, nearest first; at most three. */
    public List<String> candidates() {
        return candidates;
    }
}
