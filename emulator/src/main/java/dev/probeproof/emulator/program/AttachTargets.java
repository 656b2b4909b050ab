// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether what {@code attach_btf_id} names can be attached to, as far as types alone decide: that a function has an address,
 * may sleep or lets its result be changed is for the kernel to know.
 */
final class AttachTargets {
    /** {@code BTF_MAX_TYPE}. */
    private static final int MAX_TYPE_ID = 0xfffff;

    private static final Set<ProgramType> WITH_TARGET =
            Set.of(ProgramType.TRACING, ProgramType.LSM, ProgramType.STRUCT_OPS, ProgramType.EXT);

    private static final Set<AttachType> OF_FUNCTIONS = Set.of(
            AttachType.MODIFY_RETURN,
            AttachType.LSM_MAC,
            AttachType.LSM_CGROUP,
            AttachType.TRACE_FENTRY,
            AttachType.TRACE_FEXIT);

    private AttachTargets() {}

    /** What is refused before anything else of a load is looked at. */
    static Optional<SettingRefusal> misplaced(ProgramSetting setting) {
        BtfTarget target = setting.attachTarget();
        return target != null && (!WITH_TARGET.contains(setting.type()) || target.typeId() > MAX_TYPE_ID)
                ? Optional.of(SettingRefusal.invalid())
                : Optional.empty();
    }

    /** What the verifier refuses in a tracing, security or replacing program. */
    static Optional<SettingRefusal> refusal(ProgramSetting setting) {
        BtfTarget target = setting.attachTarget();
        if (AttachTypes.isMulti(setting)) {
            return target == null ? Optional.empty() : Optional.of(SettingRefusal.invalid());
        }
        if (target == null || target.typeId() == 0) {
            return invalid("Tracing programs must provide btf_id");
        }
        if (target.typeId() < 0 || target.typeId() >= target.btf().endId()) {
            return invalid("attach_btf_id " + target.typeId() + " is invalid");
        }
        BtfType type = target.btf().type(target.typeId());
        if (type.name().isEmpty()) {
            return invalid("attach_btf_id " + target.typeId() + " doesn't have a name");
        }
        if (setting.type() == ProgramType.EXT && target.program() == null) {
            return invalid("Cannot replace kernel functions");
        }
        if (setting.attachesAs(AttachType.TRACE_RAW_TP) && setting.type() != ProgramType.EXT) {
            return tracepointRefusal(target, type);
        }
        if (setting.attachesAs(AttachType.TRACE_ITER) && setting.type() != ProgramType.EXT) {
            return functionRefusal(setting, target, type).or(() -> iteratorRefusal(type));
        }
        boolean ofFunction = setting.type() == ProgramType.EXT
                || setting.attachType()
                        .filter(OF_FUNCTIONS::contains)
                        .filter(attachType -> setting.profile().release().has(attachType.since()))
                        .isPresent()
                || AttachTypes.isSession(setting);
        return ofFunction
                ? functionRefusal(setting, target, type).or(() -> hookRefusal(setting, target, type))
                : Optional.of(SettingRefusal.invalid());
    }

    private static Optional<SettingRefusal> tracepointRefusal(BtfTarget target, BtfType type) {
        if (target.program() != null) {
            return invalid("Only FENTRY/FEXIT progs are attachable to another BPF prog");
        }
        if (type.kind() != BtfKind.TYPEDEF) {
            return invalid("attach_btf_id " + target.typeId() + " is not a typedef");
        }
        if (!type.name().startsWith(TargetFunction.TRACEPOINT_PREFIX)) {
            return wrongName(target, type);
        }
        return TargetFunction.pointedProto(target.btf(), target.typeId()).isEmpty()
                ? Optional.of(SettingRefusal.invalid())
                : Optional.empty();
    }

    private static Optional<SettingRefusal> functionRefusal(ProgramSetting setting, BtfTarget target, BtfType type) {
        if (!(type instanceof BtfType.Func function)) {
            return invalid("attach_btf_id " + target.typeId() + " is not a function");
        }
        return target.btf().type(function.proto()) instanceof BtfType.FuncProto proto
                ? FunctionModel.refusal(setting.profile(), target.btf(), function.name(), proto)
                : Optional.of(SettingRefusal.invalid());
    }

    private static Optional<SettingRefusal> iteratorRefusal(BtfType type) {
        return type.name().startsWith("bpf_iter_") ? Optional.empty() : Optional.of(SettingRefusal.invalid());
    }

    private static Optional<SettingRefusal> hookRefusal(ProgramSetting setting, BtfTarget target, BtfType type) {
        if (setting.type() == ProgramType.LSM) {
            if (!SecurityHooks.isHook(type.name())) {
                if (setting.isSleepable()) {
                    return invalid(type.name() + " is not sleepable");
                }
                return wrongName(target, type);
            }
            if (SecurityHooks.isDisabled(setting.profile(), type.name())) {
                return invalid("attach_btf_id " + target.typeId() + " points to disabled hook " + type.name());
            }
        }
        if (setting.type() == ProgramType.TRACING
                && !setting.profile().has(KernelChange.TRACING_SESSIONS)
                && (setting.attachesAs(AttachType.LSM_MAC) || setting.attachesAs(AttachType.LSM_CGROUP))) {
            return Optional.of(new SettingRefusal(Errno.ENOTSUPP, ""));
        }
        return Optional.empty();
    }

    /** What is refused of the member of a struct of functions that {@code expected_attach_type} counts. */
    static Optional<SettingRefusal> memberRefusal(ProgramSetting setting) {
        BtfTarget target = setting.attachTarget();
        if (target == null
                || target.typeId() <= 0
                || target.typeId() >= target.btf().endId()) {
            return Optional.of(new SettingRefusal(
                    Errno.ENOTSUPP,
                    setting.profile().has(KernelChange.STRUCT_OPS_OF_MODULES) ? "" : unsupported(target)));
        }
        Btf btf = target.btf();
        if (!(btf.type(target.typeId()) instanceof BtfType.Composite struct)
                || struct.name().isEmpty()
                || btf.find(BtfKind.STRUCT, "bpf_struct_ops_" + struct.name()).isEmpty()) {
            return Optional.of(new SettingRefusal(Errno.ENOTSUPP, unsupported(target)));
        }
        int index = setting.expectedAttachType();
        if (index < 0 || index >= struct.members().size()) {
            return invalid(
                    "attach to invalid member idx " + Integer.toUnsignedString(index) + " of struct " + struct.name());
        }
        BtfType.Member member = struct.members().get(index);
        if (TargetFunction.pointedProto(btf, member.type()).isEmpty()) {
            return invalid(
                    "attach to invalid member " + member.name() + "(@idx " + index + ") of struct " + struct.name());
        }
        // Statistics of sockets are read without the socket's lock, so this one is left to the kernel.
        if (struct.name().equals("tcp_congestion_ops") && member.name().equals("get_info")) {
            return Optional.of(new SettingRefusal(
                    Errno.ENOTSUPP, "attach to unsupported member " + member.name() + " of struct " + struct.name()));
        }
        return Optional.empty();
    }

    private static String unsupported(@Nullable BtfTarget target) {
        return "attach_btf_id " + (target == null ? 0 : target.typeId()) + " is not a supported struct";
    }

    private static Optional<SettingRefusal> wrongName(BtfTarget target, BtfType type) {
        return invalid("attach_btf_id " + target.typeId() + " points to wrong type name " + type.name());
    }

    private static Optional<SettingRefusal> invalid(String message) {
        return Optional.of(SettingRefusal.invalid(message));
    }
}
