// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.error.ProbeproofException;

/** A global variable is not there, cannot be written, or cannot take a value: which one, and why. */
public final class VariableException extends ProbeproofException {
    private final String variable;

    /**
     * @param operation such as {@code set}
     * @param variable as it was asked for, path included
     * @param problem what is wrong, as a sentence
     */
    public VariableException(String operation, String variable, String problem) {
        super("cannot " + operation + " variable '" + variable + "': " + problem);
        this.variable = variable;
    }

    /** As it was asked for, path included. */
    public String variable() {
        return variable;
    }
}
