// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.world.PidNamespace;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_MEMORY;

/**
 * {@code bpf_get_ns_current_pid_tgid}: what the current task is called in its pid namespace, if that is the one that device
 * and inode name; zeros and EINVAL otherwise.
 */
final class GetNsCurrentPidTgid implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_NS_CURRENT_PID_TGID)
                .arguments(ANYTHING, ANYTHING, UNINITIALIZED_MEMORY, SIZE);
    }

    @Override
    public long call(HelperContext context, long device, long inode, long result, long size, long unused5) {
        PidNamespace namespace = context.world().pidNamespace();
        // struct bpf_pidns_info: the thread, then the process.
        boolean fits = (int) size == 2 * Integer.BYTES;
        if (!fits || device != Integer.toUnsignedLong(namespace.device()) || inode != namespace.inode()) {
            ProgramMemory.writable(context, result, size).zero();
            return -Errno.EINVAL.number();
        }
        ProgramMemory.store(context, result, Integer.BYTES, namespace.pid());
        ProgramMemory.store(context, result + Integer.BYTES, Integer.BYTES, namespace.tgid());
        return 0;
    }
}
