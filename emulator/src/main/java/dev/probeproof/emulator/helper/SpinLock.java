// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.SPIN_LOCK;

/** {@code bpf_spin_lock}: takes a lock in a map value. One CPU runs at a time, so it is always free, or never. */
final class SpinLock implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SPIN_LOCK).arguments(SPIN_LOCK).returning(ReturnKind.VOID);
    }

    @Override
    public long call(HelperContext context, long lock, long unused2, long unused3, long unused4, long unused5) {
        if (!context.world().locks().acquire(lock)) {
            throw new ExecutionFault(ExecutionFault.Kind.INSTRUCTION, "deadlock: bpf_spin_lock of a lock that is held");
        }
        ProgramMemory.store(context, lock, Integer.BYTES, 1);
        return 0;
    }
}
