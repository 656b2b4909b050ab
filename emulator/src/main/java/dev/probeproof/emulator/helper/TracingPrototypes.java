// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;
import java.util.List;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.BTF_ID;
import static dev.probeproof.emulator.helper.ArgumentKind.CALLBACK;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.PERCPU_BTF_ID;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;
import static dev.probeproof.emulator.helper.ArgumentKind.STACK_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_FIXED_SIZE_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.WRITTEN_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.WRITTEN_MEMORY_OR_NULL;

/** Prototypes of helpers for tracing: tasks, stacks, performance counters, kernel memory; and of what fits nowhere else, that are not emulated: as of Linux 6.18, by number. */
final class TracingPrototypes {
    private static final List<HelperPrototype> ALL = List.of(
            HelperPrototype.of(HelperId.PERF_EVENT_READ).onlyGpl().arguments(MAP, ANYTHING),
            HelperPrototype.of(HelperId.PERF_EVENT_READ_VALUE)
                    .onlyGpl()
                    .arguments(MAP, ANYTHING, UNINITIALIZED_MEMORY, SIZE),
            HelperPrototype.of(HelperId.PERF_PROG_READ_VALUE).onlyGpl().arguments(CONTEXT, UNINITIALIZED_MEMORY, SIZE),
            HelperPrototype.of(HelperId.OVERRIDE_RETURN).onlyGpl().arguments(CONTEXT, ANYTHING),
            HelperPrototype.of(HelperId.RC_REPEAT).onlyGpl().arguments(CONTEXT),
            HelperPrototype.of(HelperId.RC_KEYDOWN).onlyGpl().arguments(CONTEXT, ANYTHING, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.RC_POINTER_REL).onlyGpl().arguments(CONTEXT, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.READ_BRANCH_RECORDS)
                    .onlyGpl()
                    .arguments(CONTEXT, WRITTEN_MEMORY_OR_NULL, SIZE_OR_ZERO, ANYTHING),
            HelperPrototype.of(HelperId.SEQ_PRINTF)
                    .onlyGpl()
                    .arguments(
                            Argument.of(BTF_ID, "seq_file"),
                            Argument.of(READ_ONLY_MEMORY),
                            Argument.of(SIZE),
                            Argument.of(READ_ONLY_MEMORY_OR_NULL),
                            Argument.of(SIZE_OR_ZERO)),
            HelperPrototype.of(HelperId.SEQ_WRITE)
                    .onlyGpl()
                    .arguments(
                            Argument.of(BTF_ID, "seq_file"), Argument.of(READ_ONLY_MEMORY), Argument.of(SIZE_OR_ZERO)),
            HelperPrototype.of(HelperId.GET_TASK_STACK)
                    .arguments(
                            Argument.of(BTF_ID, "task_struct"),
                            Argument.of(UNINITIALIZED_MEMORY),
                            Argument.of(SIZE_OR_ZERO),
                            Argument.of(ANYTHING)),
            HelperPrototype.of(HelperId.D_PATH)
                    .arguments(Argument.of(BTF_ID, "path"), Argument.of(WRITTEN_MEMORY), Argument.of(SIZE_OR_ZERO)),
            HelperPrototype.of(HelperId.SNPRINTF_BTF).arguments(WRITTEN_MEMORY, SIZE, READ_ONLY_MEMORY, SIZE, ANYTHING),
            HelperPrototype.of(HelperId.SEQ_PRINTF_BTF)
                    .onlyGpl()
                    .arguments(
                            Argument.of(BTF_ID, "seq_file"),
                            Argument.of(READ_ONLY_MEMORY),
                            Argument.of(SIZE_OR_ZERO),
                            Argument.of(ANYTHING)),
            HelperPrototype.of(HelperId.PER_CPU_PTR)
                    .arguments(PERCPU_BTF_ID, ANYTHING)
                    .returning(ReturnKind.MEMORY_OR_BTF_ID_OR_NULL),
            HelperPrototype.of(HelperId.THIS_CPU_PTR).arguments(PERCPU_BTF_ID).returning(ReturnKind.MEMORY_OR_BTF_ID),
            HelperPrototype.of(HelperId.BPRM_OPTS_SET)
                    .arguments(Argument.of(BTF_ID, "linux_binprm"), Argument.of(ANYTHING)),
            HelperPrototype.of(HelperId.IMA_INODE_HASH)
                    .sleeping()
                    .arguments(Argument.of(BTF_ID, "inode"), Argument.of(UNINITIALIZED_MEMORY), Argument.of(SIZE)),
            HelperPrototype.of(HelperId.SYS_BPF).sleeping().arguments(ANYTHING, READ_ONLY_MEMORY, SIZE),
            HelperPrototype.of(HelperId.BTF_FIND_BY_NAME_KIND)
                    .sleeping()
                    .arguments(READ_ONLY_MEMORY, SIZE, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.SYS_CLOSE).sleeping().arguments(ANYTHING),
            HelperPrototype.of(HelperId.TASK_PT_REGS)
                    .onlyGpl()
                    .arguments(Argument.of(BTF_ID, "task_struct"))
                    .returning(ReturnKind.BTF_ID, "pt_regs"),
            HelperPrototype.of(HelperId.GET_BRANCH_SNAPSHOT).onlyGpl().arguments(UNINITIALIZED_MEMORY, SIZE_OR_ZERO),
            HelperPrototype.of(HelperId.KALLSYMS_LOOKUP_NAME)
                    .arguments(
                            Argument.of(READ_ONLY_MEMORY),
                            Argument.of(SIZE_OR_ZERO),
                            Argument.of(ANYTHING),
                            Argument.of(UNINITIALIZED_FIXED_SIZE_MEMORY, 8)),
            HelperPrototype.of(HelperId.FIND_VMA)
                    .arguments(
                            Argument.of(BTF_ID, "task_struct"),
                            Argument.of(ANYTHING),
                            Argument.of(CALLBACK),
                            Argument.of(STACK_OR_NULL),
                            Argument.of(ANYTHING)),
            HelperPrototype.of(HelperId.GET_FUNC_ARG)
                    .arguments(
                            Argument.of(CONTEXT),
                            Argument.of(ANYTHING),
                            Argument.of(UNINITIALIZED_FIXED_SIZE_MEMORY, 8)),
            HelperPrototype.of(HelperId.GET_FUNC_RET)
                    .arguments(Argument.of(CONTEXT), Argument.of(UNINITIALIZED_FIXED_SIZE_MEMORY, 8)),
            HelperPrototype.of(HelperId.GET_FUNC_ARG_CNT).arguments(CONTEXT),
            HelperPrototype.of(HelperId.COPY_FROM_USER_TASK)
                    .onlyGpl()
                    .sleeping()
                    .arguments(
                            Argument.of(UNINITIALIZED_MEMORY),
                            Argument.of(SIZE_OR_ZERO),
                            Argument.of(ANYTHING),
                            Argument.of(BTF_ID, "task_struct"),
                            Argument.of(ANYTHING)),
            HelperPrototype.of(HelperId.IMA_FILE_HASH)
                    .sleeping()
                    .arguments(Argument.of(BTF_ID, "file"), Argument.of(UNINITIALIZED_MEMORY), Argument.of(SIZE)));

    private TracingPrototypes() {}

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
