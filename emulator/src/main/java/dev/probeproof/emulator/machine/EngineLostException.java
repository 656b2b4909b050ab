// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

/** The process in which code ran is gone; the machine it belonged to can do no more. */
final class EngineLostException extends MachineException {
    private static final long serialVersionUID = 1;

    EngineLostException(String message) {
        super(message);
    }
}
