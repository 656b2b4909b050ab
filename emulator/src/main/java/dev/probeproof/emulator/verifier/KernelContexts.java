// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;
import org.jspecify.annotations.Nullable;

/** What a program's context is to the kernel, where programs see a made-up struct ({@code bpf_cast_to_kern_ctx}). */
final class KernelContexts {
    private KernelContexts() {}

    static int structOf(Verification verification) {
        String name = name(verification.image.type());
        if (name == null) {
            throw CallChecks.notModelled(verification, "bpf_cast_to_kern_ctx in such a program");
        }
        return verification
                .target
                .btf()
                .find(BtfKind.STRUCT, name)
                .orElseThrow(() -> verification.reject(Errno.EINVAL, "BTF of vmlinux has no struct %s", name));
    }

    private static @Nullable String name(ProgramType type) {
        return switch (type) {
            case SOCKET_FILTER, SCHED_CLS, SCHED_ACT, CGROUP_SKB, LWT_IN, LWT_OUT, LWT_XMIT, LWT_SEG6LOCAL, SK_SKB ->
                "sk_buff";
            case XDP -> "xdp_buff";
            case CGROUP_SOCK -> "sock";
            case CGROUP_SOCK_ADDR -> "bpf_sock_addr_kern";
            case SOCK_OPS -> "bpf_sock_ops_kern";
            case SK_MSG -> "sk_msg";
            case FLOW_DISSECTOR -> "bpf_flow_dissector";
            case KPROBE -> "pt_regs";
            case PERF_EVENT -> "bpf_perf_event_data_kern";
            case CGROUP_DEVICE -> "bpf_cgroup_dev_ctx";
            case CGROUP_SYSCTL -> "bpf_sysctl_kern";
            case CGROUP_SOCKOPT -> "bpf_sockopt_kern";
            case SK_REUSEPORT -> "sk_reuseport_kern";
            case SK_LOOKUP -> "bpf_sk_lookup_kern";
            case NETFILTER -> "bpf_nf_ctx";
            default -> null;
        };
    }
}
