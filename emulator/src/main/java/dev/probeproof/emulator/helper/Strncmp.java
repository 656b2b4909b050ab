// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.CONSTANT_STRING;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;

/** {@code bpf_strncmp}: compares bytes with constant text, at most up to a NUL in either; returns -1, 0 or 1. */
final class Strncmp implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.STRNCMP).arguments(READ_ONLY_MEMORY, SIZE, CONSTANT_STRING);
    }

    @Override
    public long call(HelperContext context, long first, long size, long second, long unused4, long unused5) {
        for (int index = 0; index < (int) size; index++) {
            long left = ProgramMemory.load(context, first + index, 1);
            long right = ProgramMemory.load(context, second + index, 1);
            if (left != right) {
                return left < right ? -1 : 1;
            }
            if (left == 0) {
                return 0;
            }
        }
        return 0;
    }
}
