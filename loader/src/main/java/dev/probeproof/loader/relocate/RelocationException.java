// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.object.SourceLine;
import org.jspecify.annotations.Nullable;

/** A program cannot be made to fit: which one, at which instruction of which function, from which source line, and why. */
public final class RelocationException extends ProbeproofException {
    private final String program;
    private final String function;
    private final int slot;
    private final @Nullable SourceLine line;
    private final String problem;

    /**
     * @param file the object
     * @param program the entry program
     * @param function the function with the instruction: the program's own, or one that it calls
     * @param slot the instruction in that function
     * @param line the source line, if the object says
     * @param problem what is wrong, as a sentence without the place
     */
    public RelocationException(
            String file, String program, String function, int slot, @Nullable SourceLine line, String problem) {
        super("cannot relocate program '" + program + "' of " + file + ": " + problem + "\n  at insn " + slot
                + (function.equals(program) ? "" : " of function '" + function + "'")
                + (line == null ? "" : ", " + line));
        this.program = program;
        this.function = function;
        this.slot = slot;
        this.line = line;
        this.problem = problem;
    }

    public String program() {
        return program;
    }

    public String function() {
        return function;
    }

    /** The instruction, counted from the start of {@link #function}. */
    public int slot() {
        return slot;
    }

    public @Nullable SourceLine line() {
        return line;
    }

    /** What is wrong, without program and place. */
    public String problem() {
        return problem;
    }
}
