// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.Errno;

/** What an update of an array element checks, in the kernel's order: the errno tells which check came first. */
final class ArrayUpdate {
    private ArrayUpdate() {}

    /**
     * From user space: the system call refuses {@code BPF_F_LOCK} without a lock before the map sees the update.
     *
     * @param element the index, or -1 if the key is none
     */
    static long check(MapSpec spec, int element, long flags) {
        long refused = UpdateFlags.check(spec, flags);
        return refused != 0 ? refused : checkFromProgram(spec, element, flags);
    }

    /**
     * From a program: the lock is looked for last.
     *
     * @param element the index, or -1 if the key is none
     */
    static long checkFromProgram(MapSpec spec, int element, long flags) {
        if (Long.compareUnsigned(flags & ~UpdateFlags.LOCK, MapHandle.EXIST) > 0) {
            return -Errno.EINVAL.number();
        }
        if (element < 0) {
            return -Errno.E2BIG.number();
        }
        if ((flags & MapHandle.NOEXIST) != 0) {
            return -Errno.EEXIST.number();
        }
        return UpdateFlags.check(spec, flags);
    }
}
