// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

/** The context of tracing programs that know no types: as many arguments of 8 bytes as a kernel function can have. */
final class RawArguments {
    /** {@code MAX_BPF_FUNC_ARGS} of them. */
    static final int BYTES = 12 * Long.BYTES;

    private static final FieldTable ARGUMENTS = FieldTable.of(StructField.of("arguments", 0, BYTES, StructField.ANY));

    private RawArguments() {}

    static ContextAnswer answer(ContextAccess access) {
        return ARGUMENTS.answer(access);
    }
}
