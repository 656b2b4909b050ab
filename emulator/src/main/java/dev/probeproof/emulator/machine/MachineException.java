// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

/** Machine code cannot be loaded or run: what happened and what to do. */
public class MachineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MachineException(String message) {
        super(message);
    }

    public MachineException(String message, Throwable cause) {
        super(message, cause);
    }
}
