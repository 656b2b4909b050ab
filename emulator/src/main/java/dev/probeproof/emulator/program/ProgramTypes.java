// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.Optional;

/** Every program type: one line each. */
public final class ProgramTypes {
    private static final List<ProgramTypeModel> TABLE = List.of(
            new SocketFilterModel(),
            new KprobeModel(),
            new SchedClsModel(),
            new SchedActModel(),
            new TracepointModel(),
            new XdpModel(),
            new PerfEventModel(),
            new CgroupSkbModel(),
            new CgroupSockModel(),
            new LwtInModel(),
            new LwtOutModel(),
            new LwtXmitModel(),
            new SockOpsModel(),
            new SkSkbModel(),
            new CgroupDeviceModel(),
            new SkMsgModel(),
            new RawTracepointModel(),
            new CgroupSockAddrModel(),
            new LwtSeg6localModel(),
            new LircMode2Model(),
            new SkReuseportModel(),
            new FlowDissectorModel(),
            new CgroupSysctlModel(),
            new RawTracepointWritableModel(),
            new CgroupSockoptModel(),
            new TracingModel(),
            new StructOpsModel(),
            new ExtModel(),
            new LsmModel(),
            new SkLookupModel(),
            new SyscallModel(),
            new NetfilterModel());

    private ProgramTypes() {}

    /** The table, by the kernel's number. */
    public static List<ProgramTypeModel> all() {
        return TABLE;
    }

    /** Those whose programs can be run, by the kernel's number. */
    public static List<ProgramTypeModel> emulated() {
        return TABLE.stream().filter(ProgramTypeModel::isEmulated).toList();
    }

    /** The model of a type; every type but {@link ProgramType#UNSPEC} has one. */
    public static Optional<ProgramTypeModel> find(ProgramType type) {
        return TABLE.stream().filter(model -> model.type() == type).findFirst();
    }
}
