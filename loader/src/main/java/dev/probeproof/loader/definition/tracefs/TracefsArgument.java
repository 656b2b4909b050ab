// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

import dev.probeproof.loader.definition.FetchExpression;
import dev.probeproof.loader.definition.FetchOperand;
import org.jspecify.annotations.Nullable;

/**
 * An argument of a {@link TracefsProbe}.
 *
 * @param name null if none is written
 * @param column where the argument starts in the command, from 1
 */
public record TracefsArgument(@Nullable String name, FetchExpression fetch, int column) {
    /**
     * The name that the kernel gives it: the one written, that of a parameter, or {@code argN}.
     *
     * @param number of the argument, from 1
     */
    public String nameAt(int number) {
        if (name != null) {
            return name;
        }
        boolean plain = fetch.operand() instanceof FetchOperand.Variable variable
                && variable.path().steps().isEmpty()
                && fetch.derefs().isEmpty();
        return plain ? ((FetchOperand.Variable) fetch.operand()).path().root() : "arg" + number;
    }

    /** {@code $arg*}, which becomes an argument for each parameter. */
    public boolean isAllArguments() {
        return fetch.operand() instanceof FetchOperand.AllArguments;
    }
}
