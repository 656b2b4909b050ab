// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import java.util.List;
import java.util.Optional;

/** Which functions a trampoline can stand before: those whose arguments it can save and hand on. */
final class FunctionModel {
    private static final int MAX_ARGUMENTS = 12;
    /** Structs of up to two registers travel by value. */
    private static final int MAX_STRUCT_BYTES = 16;

    private FunctionModel() {}

    static Optional<SettingRefusal> refusal(KernelProfile profile, Btf btf, String function, BtfType.FuncProto proto) {
        List<BtfType.Param> params = proto.params();
        if (params.size() > MAX_ARGUMENTS) {
            return refused("The function " + function + " has " + params.size() + " arguments. Too many.");
        }
        BtfType result = btf.resolve(proto.returnType());
        if (!(result instanceof BtfType.Void)
                && (size(btf, proto.returnType()) < 0 || result instanceof BtfType.Composite)) {
            return refused(
                    "The function " + function + " return type " + TypedArguments.word(result) + " is unsupported.");
        }
        for (int i = 0; i < params.size(); i++) {
            BtfType type = btf.resolve(params.get(i).type());
            if (type instanceof BtfType.Void) {
                return refused(
                        i == params.size() - 1
                                ? "The function " + function + " with variable args is unsupported."
                                : "The function " + function + " arg" + i + " type UNKNOWN is unsupported.");
            }
            long size = size(btf, params.get(i).type());
            if (size < 0 || size > MAX_STRUCT_BYTES || type instanceof BtfType.Composite && !byValue(profile, type)) {
                return refused("The function " + function + " arg" + i + " type " + TypedArguments.word(type)
                        + " is unsupported.");
            }
            if (size == 0) {
                return refused("The function " + function + " has malformed void argument.");
            }
        }
        return Optional.empty();
    }

    private static boolean byValue(KernelProfile profile, BtfType type) {
        return profile.has(type.kind() == BtfKind.UNION ? KernelChange.UNION_ARGUMENTS : KernelChange.STRUCT_ARGUMENTS);
    }

    /** Bytes of what a register or two can hold; negative for what has no place there. */
    private static long size(Btf btf, int typeId) {
        BtfType type = btf.resolve(typeId);
        return type instanceof BtfType.Ptr
                        || type instanceof BtfType.Int
                        || type instanceof BtfType.Enum
                        || type instanceof BtfType.Composite
                ? btf.sizeOf(typeId)
                : -1;
    }

    private static Optional<SettingRefusal> refused(String message) {
        return Optional.of(SettingRefusal.invalid(message));
    }
}
