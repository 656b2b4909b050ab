// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_FIXED_SIZE_MEMORY;

/** {@code bpf_strtoul}: reads an unsigned number from text; returns how many bytes it took. The result is 0 on errors. */
final class Strtoul implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.STRTOUL)
                .arguments(
                        Argument.of(READ_ONLY_MEMORY),
                        Argument.of(SIZE),
                        Argument.of(ANYTHING),
                        Argument.of(UNINITIALIZED_FIXED_SIZE_MEMORY, Long.BYTES));
    }

    @Override
    public long call(HelperContext context, long buffer, long size, long flags, long result, long unused5) {
        ProgramMemory.store(context, result, Long.BYTES, 0);
        try {
            NumberText number = NumberText.read(ProgramMemory.read(context, buffer, size), flags);
            if (number.negative()) {
                return -Errno.EINVAL.number();
            }
            ProgramMemory.store(context, result, Long.BYTES, number.magnitude());
            return number.consumed();
        } catch (NumberText.Refused refused) {
            return refused.result();
        }
    }
}
