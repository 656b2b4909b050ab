// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import static dev.probeproof.emulator.helper.ArgumentKind.BTF_ID;
import static dev.probeproof.emulator.helper.ArgumentKind.BTF_ID_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.BTF_ID_SOCK_COMMON;
import static dev.probeproof.emulator.helper.ArgumentKind.BTF_ID_SOCK_COMMON_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;
import static dev.probeproof.emulator.helper.ArgumentKind.DYNPTR;
import static dev.probeproof.emulator.helper.ArgumentKind.FIXED_SIZE_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.INT_OUT;
import static dev.probeproof.emulator.helper.ArgumentKind.KPTR;
import static dev.probeproof.emulator.helper.ArgumentKind.LONG_OUT;
import static dev.probeproof.emulator.helper.ArgumentKind.MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.MEMORY_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.SCALAR;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;
import static dev.probeproof.emulator.helper.ArgumentKind.SOCKET_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_FIXED_SIZE_MEMORY;

/**
 * Where a prototype differs from that of the tables: for some program types, on some releases. Read from the prototypes of
 * Linux 5.10.223, 6.1.192, 6.12.117 and 7.2.13, and asked of 6.18.44. Stable kernels took over some changes, so that a
 * release here is that release with its stable updates. A release between the measured ones that is named here is from
 * the kernel's history.
 */
final class PrototypeDifferences {
    private static final String ALWAYS = "";
    private static final String NEVER = "";

    /** Those that get the kernel's objects by their BTF types; the context is no socket and no packet. */
    private static final Set<ProgramType> TRACING = EnumSet.of(ProgramType.TRACING, ProgramType.SYSCALL);

    private static final Set<ProgramType> TRACING_AND_LSM =
            EnumSet.of(ProgramType.TRACING, ProgramType.LSM, ProgramType.SYSCALL);
    private static final Set<ProgramType> RAW_ARGUMENTS = EnumSet.of(
            ProgramType.RAW_TRACEPOINT,
            ProgramType.RAW_TRACEPOINT_WRITABLE,
            ProgramType.TRACING,
            ProgramType.LSM,
            ProgramType.SYSCALL);
    /** Those whose context is a packet that belongs to a control group. */
    private static final Set<ProgramType> CLASSIFIED_PACKETS = EnumSet.of(
            ProgramType.SCHED_CLS,
            ProgramType.SCHED_ACT,
            ProgramType.LWT_IN,
            ProgramType.LWT_OUT,
            ProgramType.LWT_XMIT,
            ProgramType.LWT_SEG6LOCAL);

    private static final Set<ProgramType> EVERY = EnumSet.allOf(ProgramType.class);

    private static final List<Difference> BY_TYPE = List.of(
            of(HelperId.GET_CGROUP_CLASSID, EnumSet.complementOf(EnumSet.copyOf(CLASSIFIED_PACKETS)))
                    .is(prototype -> prototype.arguments(new Argument[0])),
            of(HelperId.XDP_GET_BUFF_LEN, TRACING_AND_LSM).is(argument(1, Argument.of(BTF_ID, "xdp_buff"))),
            of(HelperId.GET_SOCKET_COOKIE, TRACING_AND_LSM, ProgramType.SK_REUSEPORT)
                    .is(argument(1, BTF_ID_SOCK_COMMON_OR_NULL)),
            of(HelperId.SK_STORAGE_GET, EnumSet.of(ProgramType.CGROUP_SOCK)).is(argument(2, CONTEXT)),
            of(HelperId.SK_STORAGE_GET, TRACING).is(argument(2, Argument.of(BTF_ID_OR_NULL, "sock_common"))),
            of(HelperId.SK_STORAGE_DELETE, TRACING).is(argument(2, Argument.of(BTF_ID_OR_NULL, "sock_common"))),
            of(HelperId.SETSOCKOPT, TRACING_AND_LSM, ProgramType.STRUCT_OPS, ProgramType.CGROUP_SOCKOPT)
                    .is(argument(1, BTF_ID_SOCK_COMMON)),
            of(HelperId.GETSOCKOPT, TRACING_AND_LSM, ProgramType.STRUCT_OPS, ProgramType.CGROUP_SOCKOPT)
                    .is(argument(1, BTF_ID_SOCK_COMMON)),
            of(HelperId.SK_ASSIGN, EnumSet.of(ProgramType.SK_LOOKUP)).is(argument(2, SOCKET_OR_NULL)),
            of(HelperId.SK_LOOKUP_TCP, EnumSet.of(ProgramType.CGROUP_SOCK_ADDR)).is(HelperPrototype::withoutPackets),
            of(HelperId.SK_LOOKUP_UDP, EnumSet.of(ProgramType.CGROUP_SOCK_ADDR)).is(HelperPrototype::withoutPackets),
            of(HelperId.SKC_LOOKUP_TCP, EnumSet.of(ProgramType.CGROUP_SOCK_ADDR))
                    .is(HelperPrototype::withoutPackets),
            of(HelperId.GET_STACK, RAW_ARGUMENTS).before("6.18").is(argument(2, READ_ONLY_MEMORY)));

    private static final List<Difference> BY_RELEASE = List.of(
            // Until the kernel said of every helper what it does with memory.
            of(HelperId.D_PATH).before("6.18").is(argument(2, MEMORY)),
            of(HelperId.READ_BRANCH_RECORDS).before("6.18").is(argument(2, MEMORY_OR_NULL)),
            of(HelperId.FIB_LOOKUP).before("6.18").is(argument(2, MEMORY)),
            of(HelperId.SNPRINTF_BTF).before("6.18").is(argument(1, MEMORY)),
            of(HelperId.SNPRINTF).before("6.18").is(argument(1, MEMORY_OR_NULL)),
            of(HelperId.SYSCTL_GET_NAME).before("6.18").is(argument(2, MEMORY)),
            of(HelperId.KALLSYMS_LOOKUP_NAME).before("6.18").is(argument(1, MEMORY)),
            of(HelperId.TCP_RAW_GEN_SYNCOOKIE_IPV4)
                    .before("6.18")
                    .is(prototype -> prototype
                            .argument(1, Argument.of(FIXED_SIZE_MEMORY, 20))
                            .argument(2, MEMORY)),
            of(HelperId.TCP_RAW_GEN_SYNCOOKIE_IPV6)
                    .before("6.18")
                    .is(prototype -> prototype
                            .argument(1, Argument.of(FIXED_SIZE_MEMORY, 40))
                            .argument(2, MEMORY)),
            of(HelperId.TCP_RAW_CHECK_SYNCOOKIE_IPV4)
                    .before("6.18")
                    .is(prototype -> prototype
                            .argument(1, Argument.of(FIXED_SIZE_MEMORY, 20))
                            .argument(2, Argument.of(FIXED_SIZE_MEMORY, 20))),
            of(HelperId.TCP_RAW_CHECK_SYNCOOKIE_IPV6)
                    .before("6.18")
                    .is(prototype -> prototype
                            .argument(1, Argument.of(FIXED_SIZE_MEMORY, 40))
                            .argument(2, Argument.of(FIXED_SIZE_MEMORY, 20))),
            of(HelperId.STRNCMP).before("6.3").is(argument(1, MEMORY)),
            of(HelperId.LOAD_HDR_OPT).before("6.1").is(argument(2, MEMORY)),

            // Results of a fixed size had types of their own.
            of(HelperId.CHECK_MTU)
                    .before("6.12")
                    .is(argument(3, Argument.of(UNINITIALIZED_FIXED_SIZE_MEMORY, Integer.BYTES))),
            of(HelperId.CHECK_MTU).before("6.1").is(argument(3, INT_OUT)),
            of(HelperId.STRTOL).before("6.1").is(argument(4, LONG_OUT)),
            of(HelperId.STRTOUL).before("6.1").is(argument(4, LONG_OUT)),
            of(HelperId.KALLSYMS_LOOKUP_NAME).before("6.1").is(argument(4, LONG_OUT)),
            of(HelperId.GET_FUNC_ARG).before("6.1").is(argument(3, LONG_OUT)),
            of(HelperId.GET_FUNC_RET).before("6.1").is(argument(2, LONG_OUT)),

            // Sizes of zero came late.
            of(HelperId.SK_LOOKUP_TCP).before("6.8").is(argument(3, SIZE)),
            of(HelperId.SK_LOOKUP_UDP).before("6.8").is(argument(3, SIZE)),
            of(HelperId.SKC_LOOKUP_TCP).before("6.8").is(argument(3, SIZE)),
            of(HelperId.TCP_RAW_GEN_SYNCOOKIE_IPV4).before("6.8").is(argument(3, SIZE)),
            of(HelperId.TCP_RAW_GEN_SYNCOOKIE_IPV6).before("6.8").is(argument(3, SIZE)),

            // So did null where trusted pointers cannot be null.
            of(HelperId.TASK_STORAGE_GET).before("6.4").is(argument(2, Argument.of(BTF_ID, "task_struct"))),
            of(HelperId.TASK_STORAGE_DELETE).before("6.4").is(argument(2, Argument.of(BTF_ID, "task_struct"))),
            of(HelperId.INODE_STORAGE_GET).before("6.4").is(argument(2, Argument.of(BTF_ID, "inode"))),
            of(HelperId.INODE_STORAGE_DELETE).before("6.4").is(argument(2, Argument.of(BTF_ID, "inode"))),
            of(HelperId.SK_STORAGE_GET, TRACING).before("6.4").is(argument(2, Argument.of(BTF_ID, "sock_common"))),
            of(HelperId.SK_STORAGE_DELETE, TRACING).before("6.4").is(argument(2, Argument.of(BTF_ID, "sock_common"))),
            of(HelperId.GET_SOCKET_COOKIE, TRACING_AND_LSM, ProgramType.SK_REUSEPORT)
                    .before("6.4")
                    .is(argument(1, BTF_ID_SOCK_COMMON)),
            of(HelperId.GET_CURRENT_TASK_BTF)
                    .before("6.2")
                    .is(prototype -> prototype.returning(ReturnKind.BTF_ID, "task_struct")),
            of(HelperId.GET_SMP_PROCESSOR_ID).before("6.12").is(HelperPrototype::withoutFastCall),
            of(HelperId.KPTR_XCHG).before("6.12").is(argument(1, KPTR)),
            of(HelperId.LOOP).since("6.12").before("6.13").is(argument(1, SCALAR)),
            of(HelperId.LOOP).since("6.19").is(argument(1, SCALAR)),
            of(HelperId.DYNPTR_READ).before("6.3").is(argument(3, DYNPTR)),
            of(HelperId.DYNPTR_READ).since("6.19").is(argument(3, DYNPTR)),
            of(HelperId.DYNPTR_WRITE).before("6.3").is(argument(1, DYNPTR)),
            of(HelperId.DYNPTR_WRITE).since("6.19").is(argument(1, DYNPTR)),
            of(HelperId.DYNPTR_DATA).before("6.3").is(argument(1, DYNPTR)),
            of(HelperId.DYNPTR_DATA).since("6.19").is(argument(1, DYNPTR)));

    private PrototypeDifferences() {}

    /** The prototype of the tables as it is for a type and a release. */
    static HelperPrototype apply(HelperPrototype prototype, ProgramType type, KernelProfile profile) {
        return apply(BY_RELEASE, apply(BY_TYPE, prototype, type, profile), type, profile);
    }

    private static HelperPrototype apply(
            List<Difference> differences, HelperPrototype prototype, ProgramType type, KernelProfile profile) {
        HelperPrototype changed = prototype;
        for (Difference difference : differences) {
            if (difference.fits(prototype.id(), type, profile)) {
                changed = difference.change().apply(changed);
            }
        }
        return changed;
    }

    private static UnaryOperator<HelperPrototype> argument(int number, ArgumentKind kind) {
        return argument(number, Argument.of(kind));
    }

    private static UnaryOperator<HelperPrototype> argument(int number, Argument argument) {
        return prototype -> prototype.argument(number, argument);
    }

    private static Difference of(HelperId id) {
        return of(id, EVERY);
    }

    private static Difference of(HelperId id, Set<ProgramType> types, ProgramType... more) {
        EnumSet<ProgramType> all = EnumSet.copyOf(types);
        all.addAll(List.of(more));
        return new Difference(id, all, ALWAYS, NEVER, UnaryOperator.identity());
    }

    /**
     * One of them.
     *
     * @param since the first release that has it, empty if all old ones do
     * @param before the first release that has it no more, empty if all new ones do
     */
    private record Difference(
            HelperId id, Set<ProgramType> types, String since, String before, UnaryOperator<HelperPrototype> change) {
        Difference since(String release) {
            return new Difference(id, types, release, before, change);
        }

        Difference before(String release) {
            return new Difference(id, types, since, release, change);
        }

        Difference is(UnaryOperator<HelperPrototype> newChange) {
            return new Difference(id, types, since, before, newChange);
        }

        boolean fits(HelperId helper, ProgramType type, KernelProfile profile) {
            return id == helper
                    && types.contains(type)
                    && profile.release().has(since)
                    && (before.isEmpty() || !profile.release().has(before));
        }
    }
}
