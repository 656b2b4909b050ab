// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import org.jspecify.annotations.Nullable;

import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** What a pointer parameter of a kernel function means: its type, the suffix of its name, and what is passed. */
final class KfuncParameters {
    /** {@code BPF_TRACE_ITER}. */
    static final int TRACE_ITER = 28;

    private static final int DEEPEST_STRUCT = 3;

    /** The meanings. */
    enum Kind {
        CONTEXT,
        NULL,
        DYNPTR,
        ITERATOR,
        IRQ_FLAG,
        MAP,
        OBJECT,
        MEMORY,
        MEMORY_WITH_SIZE,
        CALLBACK,
        CONSTANT_STRING,
        WORK_QUEUE,
        RESILIENT_LOCK
    }

    private final Verification verification;

    KfuncParameters(Verification verification) {
        this.verification = verification;
    }

    static boolean mayBeNull(BtfType.Param parameter) {
        return parameter.name().endsWith("__nullable");
    }

    /** Registers that stand for a struct of the kernel without saying which. */
    static boolean hasKernelStruct(RegisterType type) {
        return switch (type) {
            case SOCKET, SOCK_COMMON, TCP_SOCK, MAP_POINTER -> true;
            default -> false;
        };
    }

    Kind kind(int index, BtfType.Param parameter, BtfType.Ptr pointer, KernelFunction function, RegisterState passed) {
        Btf types = function.types();
        int pointee = types.strip(pointer.type());
        String name = types.name(pointee);
        if (function.is("bpf_cast_to_kern_ctx") || isContext(types, pointer.type(), name)) {
            return Kind.CONTEXT;
        }
        boolean sized = isSized(index, function);
        if (mayBeNull(parameter) && passed.isNull() && !sized) {
            return Kind.NULL;
        }
        Kind special = special(index, parameter, function, types, pointee, name);
        if (special != null) {
            return special;
        }
        if (passed.is(RegisterType.BTF_ID) || hasKernelStruct(passed.type())) {
            if (!(types.type(pointee) instanceof BtfType.Composite)) {
                throw verification.reject(
                        EINVAL,
                        "kernel function %s %s pointer type %s %s is not supported",
                        function.name(),
                        verification.argument(index + 1).replace("arg#", "args#"),
                        KfuncArguments.word(types, pointee),
                        name);
            }
            return Kind.OBJECT;
        }
        if (types.kind(pointee) == BtfKind.FUNC_PROTO) {
            return Kind.CALLBACK;
        }
        boolean plain = isNumber(types, pointee) || isStructOfNumbers(types, pointee, 0) || sized && pointee == 0;
        if (!plain) {
            throw verification.reject(
                    EINVAL,
                    "%s pointer type %s %s must point to %sscalar, or struct with scalar",
                    verification.argument(index + 1),
                    KfuncArguments.word(types, pointee),
                    name,
                    sized ? "void, " : "");
        }
        return sized ? Kind.MEMORY_WITH_SIZE : Kind.MEMORY;
    }

    private static @Nullable Kind special(
            int index, BtfType.Param parameter, KernelFunction function, Btf types, int pointee, String name) {
        String parameterName = parameter.name();
        if (name.equals("bpf_dynptr") || name.equals("bpf_dynptr_kern")) {
            return Kind.DYNPTR;
        }
        if (index == 0 && function.isIterator() || parameterName.endsWith("__iter")) {
            return Kind.ITERATOR;
        }
        if (parameterName.endsWith("__str")) {
            return Kind.CONSTANT_STRING;
        }
        if (parameterName.endsWith("__map")) {
            return Kind.MAP;
        }
        if (name.equals("bpf_wq")) {
            return Kind.WORK_QUEUE;
        }
        if (parameterName.endsWith("__irq_flag")) {
            return Kind.IRQ_FLAG;
        }
        return name.equals("bpf_res_spin_lock") ? Kind.RESILIENT_LOCK : null;
    }

    private boolean isContext(Btf types, int pointee, String name) {
        if (types.kind(types.strip(pointee)) != BtfKind.STRUCT) {
            return false;
        }
        if (ContextTypes.isContext(types, pointee, verification.image.type())) {
            return true;
        }
        return ContextTypes.isProjected(name, verification.image.type());
    }

    /** Whether the next parameter is the size of this one. */
    private boolean isSized(int index, KernelFunction function) {
        if (index + 1 >= function.parameters().size()) {
            return false;
        }
        BtfType.Param next = function.parameters().get(index + 1);
        boolean named = next.name().endsWith("__sz") || next.name().endsWith("__szk");
        return named
                && isNumber(function.types(), next.type())
                && verification.register(index + 2).isScalar();
    }

    private static boolean isNumber(Btf types, int id) {
        BtfType type = types.resolve(id);
        return type instanceof BtfType.Int || type instanceof BtfType.Enum;
    }

    private boolean isStructOfNumbers(Btf types, int id, int depth) {
        if (!(types.resolve(id) instanceof BtfType.Composite composite)) {
            return false;
        }
        for (BtfType.Member member : composite.members()) {
            BtfType type = types.resolve(member.type());
            if (type instanceof BtfType.Composite) {
                if (depth >= DEEPEST_STRUCT) {
                    verification.log.line("max struct nesting depth exceeded");
                    return false;
                }
                if (!isStructOfNumbers(types, member.type(), depth + 1)) {
                    return false;
                }
            } else if (type instanceof BtfType.Array array) {
                if (array.count() == 0 || !isNumber(types, array.elementType())) {
                    return false;
                }
            } else if (!isNumber(types, member.type())) {
                return false;
            }
        }
        return true;
    }
}
