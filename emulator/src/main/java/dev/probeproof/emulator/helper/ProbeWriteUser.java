// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.memory.MemoryFault;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;

/** {@code bpf_probe_write_user}: writes to the memory of the current task; kernels under lockdown refuse programs with it. */
final class ProbeWriteUser implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.PROBE_WRITE_USER).onlyGpl().arguments(ANYTHING, READ_ONLY_MEMORY, SIZE);
    }

    @Override
    public long call(HelperContext context, long destination, long source, long size, long unused4, long unused5) {
        byte[] bytes = ProgramMemory.read(context, source, size);
        try {
            context.userMemory().write(destination, bytes, 0, bytes.length);
            return 0;
        } catch (MemoryFault fault) {
            return -Errno.EFAULT.number();
        }
    }
}
