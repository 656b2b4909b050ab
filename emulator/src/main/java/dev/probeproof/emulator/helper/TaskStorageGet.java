// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.BTF_ID_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP_VALUE_OR_NULL;

/** {@code bpf_task_storage_get}: the value that a map has for a task, made if asked for. */
final class TaskStorageGet implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.TASK_STORAGE_GET)
                .arguments(
                        Argument.of(MAP),
                        Argument.of(BTF_ID_OR_NULL, "task_struct"),
                        Argument.of(MAP_VALUE_OR_NULL),
                        Argument.of(ANYTHING))
                .returning(ReturnKind.MAP_VALUE_OR_NULL);
    }

    @Override
    public long call(HelperContext context, long map, long task, long initial, long flags, long unused5) {
        return ObjectStorage.get(context, this, map, task, initial, flags);
    }
}
