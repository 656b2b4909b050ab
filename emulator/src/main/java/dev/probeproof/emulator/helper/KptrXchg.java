// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_kptr_xchg}: puts a pointer into a map value and returns the one that was there, or null. */
final class KptrXchg implements Helper {
    @Override
    public HelperPrototype prototype() {
        return StoragePrototypes.find(HelperId.KPTR_XCHG);
    }

    @Override
    public long call(HelperContext context, long place, long pointer, long unused3, long unused4, long unused5) {
        long before = ProgramMemory.load(context, place, Long.BYTES);
        ProgramMemory.store(context, place, Long.BYTES, pointer);
        return before;
    }
}
