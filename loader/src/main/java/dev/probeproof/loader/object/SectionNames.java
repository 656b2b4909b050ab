// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.Optional;

/**
 * The section names that say what a program is, as authors of BPF objects use them. A name that is not here is legal: the
 * program opens with type UNSPEC and somebody has to say what it is.
 */
final class SectionNames {
    /** A leading mark that means: do not load unless asked. */
    static final String OPTIONAL_MARK = "?";

    private static final List<SectionName> TABLE = List.of(
            SectionName.plus("kprobe", ProgramType.KPROBE),
            SectionName.plus("kretprobe", ProgramType.KPROBE),
            SectionName.plus("kprobe.multi", ProgramType.KPROBE, AttachType.TRACE_KPROBE_MULTI),
            SectionName.plus("kretprobe.multi", ProgramType.KPROBE, AttachType.TRACE_KPROBE_MULTI),
            SectionName.plus("kprobe.session", ProgramType.KPROBE, AttachType.TRACE_KPROBE_SESSION),
            SectionName.plus("uprobe", ProgramType.KPROBE),
            SectionName.plus("uprobe.s", ProgramType.KPROBE).sleepable(),
            SectionName.plus("uretprobe", ProgramType.KPROBE),
            SectionName.plus("uretprobe.s", ProgramType.KPROBE).sleepable(),
            SectionName.plus("uprobe.multi", ProgramType.KPROBE, AttachType.TRACE_UPROBE_MULTI),
            SectionName.plus("uprobe.multi.s", ProgramType.KPROBE, AttachType.TRACE_UPROBE_MULTI)
                    .sleepable(),
            SectionName.plus("uretprobe.multi", ProgramType.KPROBE, AttachType.TRACE_UPROBE_MULTI),
            SectionName.plus("uretprobe.multi.s", ProgramType.KPROBE, AttachType.TRACE_UPROBE_MULTI)
                    .sleepable(),
            SectionName.plus("uprobe.session", ProgramType.KPROBE, AttachType.TRACE_UPROBE_SESSION),
            SectionName.plus("uprobe.session.s", ProgramType.KPROBE, AttachType.TRACE_UPROBE_SESSION)
                    .sleepable(),
            SectionName.plus("ksyscall", ProgramType.KPROBE),
            SectionName.plus("kretsyscall", ProgramType.KPROBE),
            SectionName.plus("usdt", ProgramType.KPROBE),
            SectionName.plus("usdt.s", ProgramType.KPROBE).sleepable(),
            SectionName.plus("tracepoint", ProgramType.TRACEPOINT),
            SectionName.plus("tracepoint.s", ProgramType.TRACEPOINT).sleepable(),
            SectionName.plus("tp", ProgramType.TRACEPOINT),
            SectionName.plus("tp.s", ProgramType.TRACEPOINT).sleepable(),
            SectionName.plus("raw_tracepoint", ProgramType.RAW_TRACEPOINT),
            SectionName.plus("raw_tracepoint.s", ProgramType.RAW_TRACEPOINT).sleepable(),
            SectionName.plus("raw_tp", ProgramType.RAW_TRACEPOINT),
            SectionName.plus("raw_tp.s", ProgramType.RAW_TRACEPOINT).sleepable(),
            SectionName.plus("raw_tracepoint.w", ProgramType.RAW_TRACEPOINT_WRITABLE),
            SectionName.plus("raw_tp.w", ProgramType.RAW_TRACEPOINT_WRITABLE),
            SectionName.plus("tp_btf", ProgramType.TRACING, AttachType.TRACE_RAW_TP),
            SectionName.plus("tp_btf.s", ProgramType.TRACING, AttachType.TRACE_RAW_TP)
                    .sleepable(),
            SectionName.plus("fentry", ProgramType.TRACING, AttachType.TRACE_FENTRY),
            SectionName.plus("fentry.s", ProgramType.TRACING, AttachType.TRACE_FENTRY)
                    .sleepable(),
            SectionName.plus("fexit", ProgramType.TRACING, AttachType.TRACE_FEXIT),
            SectionName.plus("fexit.s", ProgramType.TRACING, AttachType.TRACE_FEXIT)
                    .sleepable(),
            SectionName.plus("fmod_ret", ProgramType.TRACING, AttachType.MODIFY_RETURN),
            SectionName.plus("fmod_ret.s", ProgramType.TRACING, AttachType.MODIFY_RETURN)
                    .sleepable(),
            SectionName.plus("fsession", ProgramType.TRACING, AttachType.TRACE_FSESSION),
            SectionName.plus("fsession.s", ProgramType.TRACING, AttachType.TRACE_FSESSION)
                    .sleepable(),
            SectionName.plus("fentry.multi", ProgramType.TRACING, AttachType.TRACE_FENTRY_MULTI),
            SectionName.plus("fentry.multi.s", ProgramType.TRACING, AttachType.TRACE_FENTRY_MULTI)
                    .sleepable(),
            SectionName.plus("fexit.multi", ProgramType.TRACING, AttachType.TRACE_FEXIT_MULTI),
            SectionName.plus("fexit.multi.s", ProgramType.TRACING, AttachType.TRACE_FEXIT_MULTI)
                    .sleepable(),
            SectionName.plus("fsession.multi", ProgramType.TRACING, AttachType.TRACE_FSESSION_MULTI),
            SectionName.plus("fsession.multi.s", ProgramType.TRACING, AttachType.TRACE_FSESSION_MULTI)
                    .sleepable(),
            SectionName.plus("freplace", ProgramType.EXT),
            SectionName.plus("lsm", ProgramType.LSM, AttachType.LSM_MAC),
            SectionName.plus("lsm.s", ProgramType.LSM, AttachType.LSM_MAC).sleepable(),
            SectionName.plus("lsm_cgroup", ProgramType.LSM, AttachType.LSM_CGROUP),
            SectionName.plus("iter", ProgramType.TRACING, AttachType.TRACE_ITER),
            SectionName.plus("iter.s", ProgramType.TRACING, AttachType.TRACE_ITER)
                    .sleepable(),
            SectionName.exact("perf_event", ProgramType.PERF_EVENT),
            SectionName.exact("syscall", ProgramType.SYSCALL).sleepable(),
            SectionName.plus("struct_ops", ProgramType.STRUCT_OPS),
            SectionName.plus("struct_ops.s", ProgramType.STRUCT_OPS).sleepable(),
            SectionName.exact("socket", ProgramType.SOCKET_FILTER),
            SectionName.exact("tc", ProgramType.SCHED_CLS),
            SectionName.exact("classifier", ProgramType.SCHED_CLS),
            SectionName.exact("action", ProgramType.SCHED_ACT),
            SectionName.exact("tc/ingress", ProgramType.SCHED_CLS, AttachType.TCX_INGRESS),
            SectionName.exact("tcx/ingress", ProgramType.SCHED_CLS, AttachType.TCX_INGRESS),
            SectionName.exact("tc/egress", ProgramType.SCHED_CLS, AttachType.TCX_EGRESS),
            SectionName.exact("tcx/egress", ProgramType.SCHED_CLS, AttachType.TCX_EGRESS),
            SectionName.exact("netkit/primary", ProgramType.SCHED_CLS, AttachType.NETKIT_PRIMARY),
            SectionName.exact("netkit/peer", ProgramType.SCHED_CLS, AttachType.NETKIT_PEER),
            SectionName.exact("xdp", ProgramType.XDP, AttachType.XDP),
            SectionName.exact("xdp.frags", ProgramType.XDP, AttachType.XDP).withFragments(),
            SectionName.exact("xdp/devmap", ProgramType.XDP, AttachType.XDP_DEVMAP),
            SectionName.exact("xdp.frags/devmap", ProgramType.XDP, AttachType.XDP_DEVMAP)
                    .withFragments(),
            SectionName.exact("xdp/cpumap", ProgramType.XDP, AttachType.XDP_CPUMAP),
            SectionName.exact("xdp.frags/cpumap", ProgramType.XDP, AttachType.XDP_CPUMAP)
                    .withFragments(),
            SectionName.exact("lwt_in", ProgramType.LWT_IN),
            SectionName.exact("lwt_out", ProgramType.LWT_OUT),
            SectionName.exact("lwt_xmit", ProgramType.LWT_XMIT),
            SectionName.exact("lwt_seg6local", ProgramType.LWT_SEG6LOCAL),
            SectionName.exact("sockops", ProgramType.SOCK_OPS, AttachType.CGROUP_SOCK_OPS),
            SectionName.exact("sk_skb/stream_parser", ProgramType.SK_SKB, AttachType.SK_SKB_STREAM_PARSER),
            SectionName.exact("sk_skb/stream_verdict", ProgramType.SK_SKB, AttachType.SK_SKB_STREAM_VERDICT),
            SectionName.exact("sk_skb/verdict", ProgramType.SK_SKB, AttachType.SK_SKB_VERDICT),
            SectionName.exact("sk_skb", ProgramType.SK_SKB),
            SectionName.exact("sk_msg", ProgramType.SK_MSG, AttachType.SK_MSG_VERDICT),
            SectionName.exact("sk_lookup", ProgramType.SK_LOOKUP, AttachType.SK_LOOKUP),
            SectionName.exact("sk_reuseport", ProgramType.SK_REUSEPORT, AttachType.SK_REUSEPORT_SELECT),
            SectionName.exact(
                    "sk_reuseport/migrate", ProgramType.SK_REUSEPORT, AttachType.SK_REUSEPORT_SELECT_OR_MIGRATE),
            SectionName.exact("flow_dissector", ProgramType.FLOW_DISSECTOR, AttachType.FLOW_DISSECTOR),
            SectionName.exact("lirc_mode2", ProgramType.LIRC_MODE2, AttachType.LIRC_MODE2),
            SectionName.exact("netfilter", ProgramType.NETFILTER, AttachType.NETFILTER),
            SectionName.exact("cgroup_skb/ingress", ProgramType.CGROUP_SKB, AttachType.CGROUP_INET_INGRESS),
            SectionName.exact("cgroup_skb/egress", ProgramType.CGROUP_SKB, AttachType.CGROUP_INET_EGRESS),
            SectionName.exact("cgroup/skb", ProgramType.CGROUP_SKB),
            SectionName.exact("cgroup/sock", ProgramType.CGROUP_SOCK, AttachType.CGROUP_INET_SOCK_CREATE),
            SectionName.exact("cgroup/sock_create", ProgramType.CGROUP_SOCK, AttachType.CGROUP_INET_SOCK_CREATE),
            SectionName.exact("cgroup/sock_release", ProgramType.CGROUP_SOCK, AttachType.CGROUP_INET_SOCK_RELEASE),
            SectionName.exact("cgroup/post_bind4", ProgramType.CGROUP_SOCK, AttachType.CGROUP_INET4_POST_BIND),
            SectionName.exact("cgroup/post_bind6", ProgramType.CGROUP_SOCK, AttachType.CGROUP_INET6_POST_BIND),
            SectionName.exact("cgroup/bind4", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET4_BIND),
            SectionName.exact("cgroup/bind6", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET6_BIND),
            SectionName.exact("cgroup/connect4", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET4_CONNECT),
            SectionName.exact("cgroup/connect6", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET6_CONNECT),
            SectionName.exact("cgroup/getpeername4", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET4_GETPEERNAME),
            SectionName.exact("cgroup/getpeername6", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET6_GETPEERNAME),
            SectionName.exact("cgroup/getsockname4", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET4_GETSOCKNAME),
            SectionName.exact("cgroup/getsockname6", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET6_GETSOCKNAME),
            SectionName.exact("cgroup/sendmsg4", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_UDP4_SENDMSG),
            SectionName.exact("cgroup/sendmsg6", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_UDP6_SENDMSG),
            SectionName.exact("cgroup/recvmsg4", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_UDP4_RECVMSG),
            SectionName.exact("cgroup/recvmsg6", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_UDP6_RECVMSG),
            SectionName.exact("cgroup/connect_unix", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_UNIX_CONNECT),
            SectionName.exact("cgroup/sendmsg_unix", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_UNIX_SENDMSG),
            SectionName.exact("cgroup/recvmsg_unix", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_UNIX_RECVMSG),
            SectionName.exact(
                    "cgroup/getpeername_unix", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_UNIX_GETPEERNAME),
            SectionName.exact(
                    "cgroup/getsockname_unix", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_UNIX_GETSOCKNAME),
            SectionName.exact("cgroup/sysctl", ProgramType.CGROUP_SYSCTL, AttachType.CGROUP_SYSCTL),
            SectionName.exact("cgroup/getsockopt", ProgramType.CGROUP_SOCKOPT, AttachType.CGROUP_GETSOCKOPT),
            SectionName.exact("cgroup/setsockopt", ProgramType.CGROUP_SOCKOPT, AttachType.CGROUP_SETSOCKOPT),
            SectionName.exact("cgroup/dev", ProgramType.CGROUP_DEVICE, AttachType.CGROUP_DEVICE));

    private SectionNames() {}

    /** The name without a leading {@link #OPTIONAL_MARK}. */
    static String withoutMark(String section) {
        return section.startsWith(OPTIONAL_MARK) ? section.substring(OPTIONAL_MARK.length()) : section;
    }

    /** What the name of a section says; the name without {@link #OPTIONAL_MARK}. */
    static Optional<SectionName> find(String section) {
        return TABLE.stream().filter(name -> name.matches(section)).findFirst();
    }

    /** The table, in the order in which names are tried. */
    static List<SectionName> all() {
        return TABLE;
    }
}
