// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

/** Arguments of tracepoints that may be null, or an errno in place of a pointer, though their types do not say so. */
final class NullableArguments {
    enum Nullness {
        NEVER,
        NULL,
        /** An errno as a pointer: programs get it as a number. */
        ERROR
    }

    private NullableArguments() {}

    static Nullness of(ProgramSetting setting, String tracepoint, int index) {
        return Nullness.NEVER;
    }
}
