// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.Errno;

/** What an update of an array element checks: flags first, then the index, then that it exists (it always does). */
final class ArrayUpdate {
    private ArrayUpdate() {}

    /**
     * @param element the index, or -1 if the key is none
     */
    static long check(MapSpec spec, int element, long flags) {
        long refused = UpdateFlags.check(spec, flags);
        if (refused != 0) {
            return refused;
        }
        if (element < 0) {
            return -Errno.E2BIG.number();
        }
        return (flags & MapHandle.NOEXIST) != 0 ? -Errno.EEXIST.number() : 0;
    }
}
