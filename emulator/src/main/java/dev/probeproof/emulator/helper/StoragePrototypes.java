// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;
import java.util.List;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.BTF_ID_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.CALLBACK;
import static dev.probeproof.emulator.helper.ArgumentKind.CONSTANT_ALLOCATION_SIZE;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;
import static dev.probeproof.emulator.helper.ArgumentKind.KPTR_EXCHANGE_DESTINATION;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP_VALUE_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_DYNPTR;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.RELEASED_BTF_ID_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.RELEASED_RING_BUFFER_DYNPTR;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;
import static dev.probeproof.emulator.helper.ArgumentKind.STACK_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.TIMER;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_LOCAL_DYNPTR;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_RING_BUFFER_DYNPTR;
import static dev.probeproof.emulator.helper.ArgumentKind.WRITTEN_MEMORY;

/** Prototypes of helpers for storage of the kernel's objects, timers, dynptrs, control groups and sysctls, that are not emulated: as of Linux 6.18, by number. */
final class StoragePrototypes {
    private static final List<HelperPrototype> ALL = List.of(
            HelperPrototype.of(HelperId.SYSCTL_GET_NAME).arguments(CONTEXT, WRITTEN_MEMORY, SIZE, ANYTHING),
            HelperPrototype.of(HelperId.SYSCTL_GET_CURRENT_VALUE).arguments(CONTEXT, UNINITIALIZED_MEMORY, SIZE),
            HelperPrototype.of(HelperId.SYSCTL_GET_NEW_VALUE).arguments(CONTEXT, UNINITIALIZED_MEMORY, SIZE),
            HelperPrototype.of(HelperId.SYSCTL_SET_NEW_VALUE).arguments(CONTEXT, READ_ONLY_MEMORY, SIZE),
            HelperPrototype.of(HelperId.INODE_STORAGE_GET)
                    .arguments(
                            Argument.of(MAP),
                            Argument.of(BTF_ID_OR_NULL, "inode"),
                            Argument.of(MAP_VALUE_OR_NULL),
                            Argument.of(ANYTHING))
                    .returning(ReturnKind.MAP_VALUE_OR_NULL),
            HelperPrototype.of(HelperId.INODE_STORAGE_DELETE)
                    .arguments(Argument.of(MAP), Argument.of(BTF_ID_OR_NULL, "inode")),
            HelperPrototype.of(HelperId.TIMER_INIT).onlyGpl().arguments(TIMER, MAP, ANYTHING),
            HelperPrototype.of(HelperId.TIMER_SET_CALLBACK).onlyGpl().arguments(TIMER, CALLBACK),
            HelperPrototype.of(HelperId.TIMER_START).onlyGpl().arguments(TIMER, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.TIMER_CANCEL).onlyGpl().arguments(TIMER),
            HelperPrototype.of(HelperId.GET_RETVAL),
            HelperPrototype.of(HelperId.SET_RETVAL).arguments(ANYTHING),
            HelperPrototype.of(HelperId.KPTR_XCHG)
                    .arguments(KPTR_EXCHANGE_DESTINATION, RELEASED_BTF_ID_OR_NULL)
                    .returning(ReturnKind.BTF_ID_OR_NULL),
            HelperPrototype.of(HelperId.DYNPTR_FROM_MEM)
                    .arguments(UNINITIALIZED_MEMORY, SIZE_OR_ZERO, ANYTHING, UNINITIALIZED_LOCAL_DYNPTR),
            HelperPrototype.of(HelperId.RINGBUF_RESERVE_DYNPTR)
                    .arguments(MAP, ANYTHING, ANYTHING, UNINITIALIZED_RING_BUFFER_DYNPTR),
            HelperPrototype.of(HelperId.RINGBUF_SUBMIT_DYNPTR)
                    .arguments(RELEASED_RING_BUFFER_DYNPTR, ANYTHING)
                    .returning(ReturnKind.VOID),
            HelperPrototype.of(HelperId.RINGBUF_DISCARD_DYNPTR)
                    .arguments(RELEASED_RING_BUFFER_DYNPTR, ANYTHING)
                    .returning(ReturnKind.VOID),
            HelperPrototype.of(HelperId.DYNPTR_READ)
                    .arguments(UNINITIALIZED_MEMORY, SIZE_OR_ZERO, READ_ONLY_DYNPTR, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.DYNPTR_WRITE)
                    .arguments(READ_ONLY_DYNPTR, ANYTHING, READ_ONLY_MEMORY, SIZE_OR_ZERO, ANYTHING),
            HelperPrototype.of(HelperId.DYNPTR_DATA)
                    .arguments(READ_ONLY_DYNPTR, ANYTHING, CONSTANT_ALLOCATION_SIZE)
                    .returning(ReturnKind.DYNPTR_MEMORY_OR_NULL),
            HelperPrototype.of(HelperId.USER_RINGBUF_DRAIN).arguments(MAP, CALLBACK, STACK_OR_NULL, ANYTHING));

    private StoragePrototypes() {}

    static HelperPrototype find(HelperId id) {
        return ALL.stream()
                .filter(prototype -> prototype.id() == id)
                .findFirst()
                .orElseThrow();
    }

    static List<HelperPrototype> all() {
        return ALL;
    }
}
