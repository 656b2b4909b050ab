// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

/**
 * A load or store through the context pointer.
 *
 * @param offset bytes from the start of the context, constant
 * @param size 1, 2, 4 or 8 bytes
 * @param write a store, of a register or (where the release allows it) of an immediate
 * @param signExtends a sign-extending load
 */
public record ContextAccess(ProgramSetting setting, int offset, int size, boolean write, boolean signExtends) {
    public static ContextAccess read(ProgramSetting setting, int offset, int size) {
        return new ContextAccess(setting, offset, size, false, false);
    }

    public static ContextAccess write(ProgramSetting setting, int offset, int size) {
        return new ContextAccess(setting, offset, size, true, false);
    }
}
