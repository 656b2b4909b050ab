// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_dynptr_from_mem}: a dynptr to memory of a map. */
final class DynptrFromMem implements Helper {
    @Override
    public HelperPrototype prototype() {
        return StoragePrototypes.find(HelperId.DYNPTR_FROM_MEM);
    }

    @Override
    public long call(HelperContext context, long memory, long size, long flags, long dynptr, long unused5) {
        boolean fits = (size & 0xffff_ffffL) <= Dynptr.MOST_BYTES;
        boolean made = fits && flags == 0;
        (made ? new Dynptr(memory, (int) size | Dynptr.LOCAL, 0) : Dynptr.NULL).store(context, dynptr);
        return made ? 0 : fits ? -Errno.EINVAL.number() : -Errno.E2BIG.number();
    }
}
