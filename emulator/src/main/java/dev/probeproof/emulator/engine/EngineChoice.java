// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

/** How an emulated kernel runs its programs. The results are the same. */
public enum EngineChoice {
    /** One instruction after the other: the reference. */
    INTERPRETER,
    /** As bytecode of this JVM from the first run on; what cannot be compiled is interpreted. */
    COMPILER,
    /** Interpreted at first, compiled once it pays. */
    TIERED
}
