// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.loader.error.ProbeproofException;

/**
 * Compiled code met something that the verifier had proved impossible: an error of this project, and not of the program.
 * The same run in the interpreter is not affected.
 */
public final class EngineDefect extends ProbeproofException {
    private static final long serialVersionUID = 1L;

    EngineDefect(String program, int slot, Throwable cause) {
        super(
                "the compiled form of program '" + program + "' went wrong at instruction " + slot + ": " + cause
                        + "; this is an error of probeproof. Please report it with the object file and the input of the run,"
                        + " and use the interpreter meanwhile",
                cause);
    }
}
