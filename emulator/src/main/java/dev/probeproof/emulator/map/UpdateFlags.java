// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.Errno;

/** The flags of an element update: {@code BPF_ANY}, {@code BPF_NOEXIST}, {@code BPF_EXIST}, {@code BPF_F_LOCK}. */
final class UpdateFlags {
    static final long LOCK = 4;

    private UpdateFlags() {}

    /**
     * 0, or what the kernel answers to flags that no update of the map may have. {@code BPF_F_LOCK} needs a spin lock in
     * the value: without BTF there is none; with BTF we believe the caller.
     */
    static long check(MapSpec spec, long flags) {
        long kind = flags & ~LOCK;
        boolean known = kind == MapHandle.ANY || kind == MapHandle.NOEXIST || kind == MapHandle.EXIST;
        boolean lockable = spec.valueTypeId() != 0;
        return known && (isLocked(flags) ? lockable : true) ? 0 : -Errno.EINVAL.number();
    }

    /** 0, or the conflict between the flags and whether the element exists. */
    static long checkPresence(long flags, boolean present) {
        long kind = flags & ~LOCK;
        if (present && kind == MapHandle.NOEXIST) {
            return -Errno.EEXIST.number();
        }
        if (!present && kind == MapHandle.EXIST) {
            return -Errno.ENOENT.number();
        }
        return 0;
    }

    static boolean isLocked(long flags) {
        return (flags & LOCK) != 0;
    }
}
