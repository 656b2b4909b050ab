// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

/** The context of programs that attach to a function of the kernel's types: its arguments, of 8 bytes each. */
final class TypedArguments {
    private TypedArguments() {}

    static ContextAnswer answer(ContextAccess access) {
        return RawArguments.answer(access);
    }
}
