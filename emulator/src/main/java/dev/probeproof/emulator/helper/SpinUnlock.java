// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.SPIN_LOCK;

/** {@code bpf_spin_unlock}: gives a lock in a map value back. */
final class SpinUnlock implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SPIN_UNLOCK).arguments(SPIN_LOCK).returning(ReturnKind.VOID);
    }

    @Override
    public long call(HelperContext context, long lock, long unused2, long unused3, long unused4, long unused5) {
        if (!context.world().locks().release(lock)) {
            throw new ExecutionFault(ExecutionFault.Kind.INSTRUCTION, "bpf_spin_unlock without taking a lock");
        }
        ProgramMemory.store(context, lock, Integer.BYTES, 0);
        return 0;
    }
}
