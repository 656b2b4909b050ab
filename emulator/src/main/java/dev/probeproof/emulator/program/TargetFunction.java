// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.Optional;

/**
 * The function whose arguments are the context of a program: a function, a tracepoint or a member of a struct of functions.
 *
 * @param name as the kernel's messages have it
 * @param proto its type
 * @param hidden leading parameters that a program does not see: a tracepoint's first, which is the tracer's
 */
record TargetFunction(String name, Btf btf, BtfType.FuncProto proto, int hidden) {
    static final String TRACEPOINT_PREFIX = "btf_trace_";

    /** What the load is for; empty if it names nothing that has arguments, which is refused elsewhere. */
    static Optional<TargetFunction> of(ProgramSetting setting) {
        BtfTarget target = setting.attachTarget();
        if (target == null
                || target.typeId() <= 0
                || target.typeId() >= target.btf().endId()) {
            return Optional.empty();
        }
        BtfType type = target.btf().type(target.typeId());
        if (setting.type() == ProgramType.STRUCT_OPS) {
            return ofMember(target.btf(), type, setting.expectedAttachType());
        }
        if (setting.attachesAs(AttachType.TRACE_RAW_TP)) {
            return ofTracepoint(target.btf(), type);
        }
        return ofFunction(target.btf(), target.typeId());
    }

    static Optional<TargetFunction> ofFunction(Btf btf, int typeId) {
        return btf.type(typeId) instanceof BtfType.Func function
                ? proto(btf, function.proto()).map(proto -> new TargetFunction(function.name(), btf, proto, 0))
                : Optional.empty();
    }

    /** Parameters that a program sees. */
    List<BtfType.Param> parameters() {
        return proto.params()
                .subList(Math.min(hidden, proto.params().size()), proto.params().size());
    }

    boolean isTracepoint() {
        return hidden > 0;
    }

    private static Optional<TargetFunction> ofTracepoint(Btf btf, BtfType type) {
        return type instanceof BtfType.Alias typedef && typedef.name().startsWith(TRACEPOINT_PREFIX)
                ? pointedProto(btf, typedef.type())
                        .map(proto ->
                                new TargetFunction(typedef.name().substring(TRACEPOINT_PREFIX.length()), btf, proto, 1))
                : Optional.empty();
    }

    private static Optional<TargetFunction> ofMember(Btf btf, BtfType type, int index) {
        if (!(type instanceof BtfType.Composite struct)
                || index < 0
                || index >= struct.members().size()) {
            return Optional.empty();
        }
        BtfType.Member member = struct.members().get(index);
        return pointedProto(btf, member.type()).map(proto -> new TargetFunction(member.name(), btf, proto, 0));
    }

    /** The function type behind a pointer. */
    static Optional<BtfType.FuncProto> pointedProto(Btf btf, int typeId) {
        return btf.resolve(typeId) instanceof BtfType.Ptr pointer ? proto(btf, pointer.type()) : Optional.empty();
    }

    private static Optional<BtfType.FuncProto> proto(Btf btf, int typeId) {
        return btf.resolve(typeId) instanceof BtfType.FuncProto proto ? Optional.of(proto) : Optional.empty();
    }
}
