// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.uapi.ProgramType;

/** By which struct name a function declares that an argument is the context. */
final class ContextTypes {
    private ContextTypes() {}

    static boolean isContext(Btf types, int pointee, ProgramType program) {
        int id = pointee;
        while (id != 0 && types.type(id) instanceof BtfType.Alias alias) {
            boolean typedef = alias.kind() == BtfKind.TYPEDEF;
            if (typedef && program == ProgramType.KPROBE && alias.name().equals("bpf_user_pt_regs_t")) {
                return true;
            }
            id = alias.type();
        }
        if (id == 0 || types.kind(id) != BtfKind.STRUCT) {
            return false;
        }
        return types.name(id).equals(name(program));
    }

    /** Whether the kernel's own struct stands behind the context of such programs. */
    static boolean isProjected(String struct, ProgramType program) {
        return KfuncObjects.isProjection(name(program), struct);
    }

    private static String name(ProgramType program) {
        return switch (program) {
            case XDP -> "xdp_md";
            case CGROUP_SOCK -> "bpf_sock";
            case CGROUP_SOCK_ADDR -> "bpf_sock_addr";
            case SOCK_OPS -> "bpf_sock_ops";
            case SK_MSG -> "sk_msg_md";
            case KPROBE -> "pt_regs";
            case PERF_EVENT -> "bpf_perf_event_data";
            case RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE -> "bpf_raw_tracepoint_args";
            case CGROUP_DEVICE -> "bpf_cgroup_dev_ctx";
            case CGROUP_SYSCTL -> "bpf_sysctl";
            case CGROUP_SOCKOPT -> "bpf_sockopt";
            case SK_REUSEPORT -> "sk_reuseport_md";
            case SK_LOOKUP -> "bpf_sk_lookup";
            case NETFILTER -> "bpf_nf_ctx";
            case SOCKET_FILTER,
                    SCHED_CLS,
                    SCHED_ACT,
                    CGROUP_SKB,
                    LWT_IN,
                    LWT_OUT,
                    LWT_XMIT,
                    LWT_SEG6LOCAL,
                    SK_SKB,
                    FLOW_DISSECTOR -> "__sk_buff";
            default -> "";
        };
    }
}
