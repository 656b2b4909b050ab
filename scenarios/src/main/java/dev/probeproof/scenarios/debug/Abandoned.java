// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

/** Ends the thread of an execution that nobody looks at any more. An error, so that no engine takes it for a fault of a program. */
final class Abandoned extends Error {
    private static final long serialVersionUID = 1;

    Abandoned() {
        super("abandoned", null, false, false);
    }
}
