// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

/** How far a context pointer may be moved before a load or store through it. Never below its start. */
public enum ContextMove {
    /** Not at all; else {@code dereference of modified ctx ptr} or {@code variable ctx access}. */
    NONE,
    /** By a number that is known; an unknown one is {@code variable ctx access}. */
    CONSTANT,
    /** By any number that stays inside. */
    VARIABLE
}
