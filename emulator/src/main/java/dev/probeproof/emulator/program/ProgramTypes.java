// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every program type: one line each. */
public final class ProgramTypes {
    /** Made when first asked for: a command is about one or two. */
    private static final Map<ProgramType, ProgramTypeModel> MADE = new ConcurrentHashMap<>();

    private ProgramTypes() {}

    private static @Nullable ProgramTypeModel make(ProgramType type) {
        return switch (type) {
            case UNSPEC -> null;
            case SOCKET_FILTER -> new SocketFilterModel();
            case KPROBE -> new KprobeModel();
            case SCHED_CLS -> new SchedClsModel();
            case SCHED_ACT -> new SchedActModel();
            case TRACEPOINT -> new TracepointModel();
            case XDP -> new XdpModel();
            case PERF_EVENT -> new PerfEventModel();
            case CGROUP_SKB -> new CgroupSkbModel();
            case CGROUP_SOCK -> new CgroupSockModel();
            case LWT_IN -> new LwtInModel();
            case LWT_OUT -> new LwtOutModel();
            case LWT_XMIT -> new LwtXmitModel();
            case SOCK_OPS -> new SockOpsModel();
            case SK_SKB -> new SkSkbModel();
            case CGROUP_DEVICE -> new CgroupDeviceModel();
            case SK_MSG -> new SkMsgModel();
            case RAW_TRACEPOINT -> new RawTracepointModel();
            case CGROUP_SOCK_ADDR -> new CgroupSockAddrModel();
            case LWT_SEG6LOCAL -> new LwtSeg6localModel();
            case LIRC_MODE2 -> new LircMode2Model();
            case SK_REUSEPORT -> new SkReuseportModel();
            case FLOW_DISSECTOR -> new FlowDissectorModel();
            case CGROUP_SYSCTL -> new CgroupSysctlModel();
            case RAW_TRACEPOINT_WRITABLE -> new RawTracepointWritableModel();
            case CGROUP_SOCKOPT -> new CgroupSockoptModel();
            case TRACING -> new TracingModel();
            case STRUCT_OPS -> new StructOpsModel();
            case EXT -> new ExtModel();
            case LSM -> new LsmModel();
            case SK_LOOKUP -> new SkLookupModel();
            case SYSCALL -> new SyscallModel();
            case NETFILTER -> new NetfilterModel();
        };
    }

    /** The table, by the kernel's number. */
    public static List<ProgramTypeModel> all() {
        return Stream.of(ProgramType.values())
                .flatMap(type -> find(type).stream())
                .toList();
    }

    /** Those whose programs can be run, by the kernel's number. */
    public static List<ProgramTypeModel> emulated() {
        return all().stream().filter(ProgramTypeModel::isEmulated).toList();
    }

    /** The model of a type, always the same; every type but {@link ProgramType#UNSPEC} has one. */
    public static Optional<ProgramTypeModel> find(ProgramType type) {
        ProgramTypeModel known = MADE.get(type);
        if (known != null) {
            return Optional.of(known);
        }
        ProgramTypeModel model = make(type);
        if (model == null) {
            return Optional.empty();
        }
        ProgramTypeModel other = MADE.putIfAbsent(type, model);
        return Optional.of(other == null ? model : other);
    }
}
