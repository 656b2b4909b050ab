// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_dynptr_data}: the address of a slice of what a dynptr leads to, or null. */
final class DynptrData implements Helper {
    @Override
    public HelperPrototype prototype() {
        return StoragePrototypes.find(HelperId.DYNPTR_DATA);
    }

    @Override
    public long call(HelperContext context, long dynptr, long offset, long length, long unused4, long unused5) {
        Dynptr slice = Dynptr.at(context, dynptr);
        boolean there = !slice.isNull() && !slice.isReadOnly() && slice.check(offset, length) == 0;
        return there ? slice.address(offset) : 0;
    }
}
