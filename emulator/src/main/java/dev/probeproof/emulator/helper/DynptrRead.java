// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_dynptr_read}: copies from what a dynptr leads to. */
final class DynptrRead implements Helper {
    @Override
    public HelperPrototype prototype() {
        return StoragePrototypes.find(HelperId.DYNPTR_READ);
    }

    @Override
    public long call(HelperContext context, long destination, long length, long dynptr, long offset, long flags) {
        Dynptr source = Dynptr.at(context, dynptr);
        if (source.isNull() || flags != 0) {
            return -Errno.EINVAL.number();
        }
        long outside = source.check(offset, length);
        if (outside == 0) {
            ProgramMemory.write(context, destination, ProgramMemory.read(context, source.address(offset), length));
        }
        return outside;
    }
}
