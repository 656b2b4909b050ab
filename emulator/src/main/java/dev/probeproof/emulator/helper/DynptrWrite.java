// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_dynptr_write}: copies to what a dynptr leads to. */
final class DynptrWrite implements Helper {
    @Override
    public HelperPrototype prototype() {
        return StoragePrototypes.find(HelperId.DYNPTR_WRITE);
    }

    @Override
    public long call(HelperContext context, long dynptr, long offset, long source, long length, long flags) {
        Dynptr target = Dynptr.at(context, dynptr);
        if (target.isNull() || target.isReadOnly() || flags != 0) {
            return -Errno.EINVAL.number();
        }
        long outside = target.check(offset, length);
        if (outside == 0) {
            ProgramMemory.write(context, target.address(offset), ProgramMemory.read(context, source, length));
        }
        return outside;
    }
}
