// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import java.nio.charset.StandardCharsets;

import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_MEMORY;

/** {@code bpf_get_current_comm}: the name of the current task, padded with zeros and always terminated. */
final class GetCurrentComm implements Helper {
    /** {@code TASK_COMM_LEN} less the NUL. */
    private static final int MAX_COMM_BYTES = 15;

    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_CURRENT_COMM).arguments(UNINITIALIZED_MEMORY, SIZE);
    }

    @Override
    public long call(HelperContext context, long buffer, long size, long unused3, long unused4, long unused5) {
        Window target = ProgramMemory.writable(context, buffer, size);
        if (target.length() == 0) {
            return -Errno.EINVAL.number();
        }
        byte[] comm = context.world().task().comm().getBytes(StandardCharsets.UTF_8);
        int length = Math.min(Math.min(comm.length, MAX_COMM_BYTES), target.length() - 1);
        target.zero();
        System.arraycopy(comm, 0, target.array(), target.start(), length);
        return 0;
    }
}
