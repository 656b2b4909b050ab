// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import java.util.Locale;

/** What can run a program, in the order of the report. */
public enum EngineKind {
    /** The emulated kernel, one instruction after the other. */
    INTERPRETER,
    /** The emulated kernel, as bytecode of this JVM. */
    COMPILER,
    /** The kernel of this machine, by test runs. */
    KERNEL;

    /** Its name for users and in JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
