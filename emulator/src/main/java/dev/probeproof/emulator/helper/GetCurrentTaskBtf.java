// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_get_current_task_btf}: the current {@code struct task_struct}, typed for the verifier. */
final class GetCurrentTaskBtf implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_CURRENT_TASK_BTF)
                .onlyGpl()
                .returning(ReturnKind.TRUSTED_BTF_ID, "task_struct");
    }

    @Override
    public long call(HelperContext context, long unused1, long unused2, long unused3, long unused4, long unused5) {
        return context.world().taskAddress();
    }
}
