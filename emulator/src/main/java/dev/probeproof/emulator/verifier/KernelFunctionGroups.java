// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.KernelFunctionTable.Group;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import static dev.probeproof.loader.uapi.ProgramType.CGROUP_DEVICE;
import static dev.probeproof.loader.uapi.ProgramType.CGROUP_SKB;
import static dev.probeproof.loader.uapi.ProgramType.CGROUP_SOCK;
import static dev.probeproof.loader.uapi.ProgramType.CGROUP_SOCKOPT;
import static dev.probeproof.loader.uapi.ProgramType.CGROUP_SOCK_ADDR;
import static dev.probeproof.loader.uapi.ProgramType.CGROUP_SYSCTL;
import static dev.probeproof.loader.uapi.ProgramType.LSM;
import static dev.probeproof.loader.uapi.ProgramType.LWT_IN;
import static dev.probeproof.loader.uapi.ProgramType.LWT_OUT;
import static dev.probeproof.loader.uapi.ProgramType.LWT_SEG6LOCAL;
import static dev.probeproof.loader.uapi.ProgramType.LWT_XMIT;
import static dev.probeproof.loader.uapi.ProgramType.NETFILTER;
import static dev.probeproof.loader.uapi.ProgramType.PERF_EVENT;
import static dev.probeproof.loader.uapi.ProgramType.RAW_TRACEPOINT;
import static dev.probeproof.loader.uapi.ProgramType.SCHED_ACT;
import static dev.probeproof.loader.uapi.ProgramType.SCHED_CLS;
import static dev.probeproof.loader.uapi.ProgramType.SK_SKB;
import static dev.probeproof.loader.uapi.ProgramType.SOCKET_FILTER;
import static dev.probeproof.loader.uapi.ProgramType.SOCK_OPS;
import static dev.probeproof.loader.uapi.ProgramType.STRUCT_OPS;
import static dev.probeproof.loader.uapi.ProgramType.SYSCALL;
import static dev.probeproof.loader.uapi.ProgramType.TRACEPOINT;
import static dev.probeproof.loader.uapi.ProgramType.TRACING;
import static dev.probeproof.loader.uapi.ProgramType.XDP;

/** Which program types are offered a group of kernel functions, by release. */
final class KernelFunctionGroups {
    private KernelFunctionGroups() {}

    static Set<ProgramType> of(Group group, KernelProfile profile) {
        Set<ProgramType> types = EnumSet.noneOf(ProgramType.class);
        switch (group) {
            case COMMON -> {
                if (profile.isAtLeast(6, 2)) {
                    types.addAll(EnumSet.allOf(ProgramType.class));
                }
            }
            case GENERIC -> {
                types.addAll(List.of(SCHED_CLS, XDP, STRUCT_OPS, SYSCALL));
                addTracing(types, profile);
                addCgroup(types, profile);
            }
            case CPUMASK -> {
                addTracing(types, profile);
                types.addAll(List.of(STRUCT_OPS, SYSCALL));
            }
            case TRACING -> addTracing(types, profile);
            case KEYS ->
                types.addAll(profile.isAtLeast(6, 18) ? of(Group.GENERIC, profile) : of(Group.TRACING, profile));
            case ITERATOR -> types.add(TRACING);
            case LSM -> types.add(LSM);
            case SKB -> {
                types.addAll(List.of(SOCKET_FILTER, SCHED_CLS, SCHED_ACT, SK_SKB, NETFILTER));
                types.addAll(List.of(LWT_IN, LWT_OUT, LWT_XMIT, LWT_SEG6LOCAL));
                addTracing(types, profile);
                addCgroup(types, profile);
            }
            case SKB_META -> types.addAll(List.of(SCHED_CLS, SCHED_ACT));
            case XDP -> types.add(XDP);
            case SOCK_ADDR, SOCK_OPS -> addCgroup(types, profile);
            case CONNTRACK -> types.addAll(List.of(SCHED_CLS, XDP));
            case CRYPTO_SETUP -> types.add(SYSCALL);
            case CRYPTO -> types.addAll(List.of(SCHED_CLS, SCHED_ACT, XDP));
            case TEST -> {
                types.addAll(List.of(SCHED_CLS, SYSCALL));
                addTracing(types, profile);
            }
            case STRUCT_OPS, TCP -> types.add(STRUCT_OPS);
        }
        return types;
    }

    private static void addTracing(Set<ProgramType> types, KernelProfile profile) {
        types.addAll(List.of(TRACING, LSM));
        if (profile.isAtLeast(6, 12)) {
            types.addAll(List.of(TRACEPOINT, PERF_EVENT));
        }
        if (profile.isAtLeast(7, 0)) {
            types.add(RAW_TRACEPOINT);
        }
    }

    private static void addCgroup(Set<ProgramType> types, KernelProfile profile) {
        types.add(CGROUP_SKB);
        if (profile.isAtLeast(6, 12)) {
            types.addAll(List.of(CGROUP_SOCK, CGROUP_DEVICE, CGROUP_SOCK_ADDR, CGROUP_SOCKOPT, CGROUP_SYSCTL));
        }
        if (profile.isAtLeast(6, 14)) {
            types.add(SOCK_OPS);
        }
    }
}
