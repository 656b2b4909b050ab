// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.KernelFunction.Flag;
import dev.probeproof.emulator.verifier.KfuncParameters.Kind;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import java.util.List;
import java.util.Locale;

import static dev.probeproof.loader.uapi.Errno.EACCES;
import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** What a kernel function is passed, by how it declares its parameters ({@code check_kfunc_args}). */
final class KfuncArguments {
    private static final int SAFE_FLAGS = TypeFlags.ALLOCATED | TypeFlags.TRUSTED | TypeFlags.NON_OWNING;

    private final Verification verification;
    private final Checks checks;
    private final KfuncParameters parameters;
    private final ArgumentMemory memory;
    private final KfuncObjects objects;

    KfuncArguments(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        parameters = new KfuncParameters(verification);
        memory = new ArgumentMemory(verification, checks);
        objects = new KfuncObjects(verification, checks);
    }

    void check(KfuncMeta meta) {
        KernelFunction function = meta.function;
        List<BtfType.Param> all = function.parameters();
        for (int i = 0; i < all.size(); i++) {
            BtfType.Param parameter = all.get(i);
            if (parameter.name().endsWith("__ign") || parameter.name().endsWith("__prog")) {
                continue;
            }
            BtfType type = function.types().resolve(parameter.type());
            if (type instanceof BtfType.Int || type instanceof BtfType.Enum) {
                checkNumber(i + 1, parameter, meta);
            } else if (type instanceof BtfType.Ptr pointer) {
                Kind kind = checkPointer(i, parameter, pointer, meta);
                if (kind == Kind.MEMORY_WITH_SIZE) {
                    i++;
                }
            } else {
                throw verification.reject(
                        EINVAL, "Unrecognized arg#%d type %s", i, word(function.types(), parameter.type()));
            }
        }
        if (function.has(Flag.RELEASES) && meta.releaseRegister == 0) {
            throw verification.reject(
                    EINVAL, "release kernel function %s expects refcounted PTR_TO_BTF_ID", function.name());
        }
    }

    /** The kernel's word for the kind of a type. */
    static String word(Btf types, int id) {
        BtfKind kind = types.kind(types.strip(id));
        return kind == BtfKind.VOID ? "UNKNOWN" : kind.name().toUpperCase(Locale.ROOT);
    }

    private void checkNumber(int number, BtfType.Param parameter, KfuncMeta meta) {
        RegisterState register = verification.register(number);
        if (!register.isScalar()) {
            throw verification.reject(EINVAL, "R%d is not a scalar", number);
        }
        if (parameter.name().endsWith("__k")) {
            requireConstant(number);
            checks.precision.markRegister(number);
            meta.hasConstant = true;
            meta.constant = register.bounds().constantValue();
        } else if (parameter.name().equals("rdonly_buf_size")
                || parameter.name().equals("rdwr_buf_size")) {
            requireConstantResultSize(number);
            checks.precision.markRegister(number);
            meta.resultIsReadOnly = parameter.name().equals("rdonly_buf_size");
            meta.resultSize = register.bounds().constantValue();
        }
    }

    private void requireConstant(int number) {
        if (!verification.register(number).bounds().isConstant()) {
            throw verification.reject(EINVAL, "R%d must be a known constant", number);
        }
    }

    private void requireConstantResultSize(int number) {
        if (!verification.register(number).bounds().isConstant()) {
            throw verification.reject(EINVAL, "R%d is not a const", number);
        }
    }

    private Kind checkPointer(int index, BtfType.Param parameter, BtfType.Ptr pointer, KfuncMeta meta) {
        int number = index + 1;
        KernelFunction function = meta.function;
        RegisterState register = verification.register(number);
        boolean maybeNull = register.isNull() || register.mayBeNull();
        if (function.guardsPointers() && maybeNull && !KfuncParameters.mayBeNull(parameter)) {
            throw verification.reject(
                    EACCES,
                    "Possibly NULL pointer passed to trusted %s",
                    verification.argument(number).replace("#", ""));
        }
        boolean released = function.has(Flag.RELEASES);
        if (released && register.referenceId() == 0 && verification.profile.isAtLeast(7, 0)) {
            throw verification.reject(
                    EINVAL, "release kfunc %s expects referenced PTR_TO_BTF_ID passed to R%d", function.name(), number);
        }
        if (register.referenceId() != 0) {
            if (released && meta.referenceId != 0) {
                throw verification.fault("more than one arg with ref_obj_id R" + number);
            }
            meta.referenceId = register.referenceId();
            meta.releaseRegister = released ? number : meta.releaseRegister;
        }
        Kind kind = parameters.kind(index, parameter, pointer, function, register);
        if (kind == Kind.NULL) {
            return kind;
        }
        if (kind == Kind.MAP) {
            noteMap(number, register, meta);
        }
        if (kind == Kind.OBJECT || kind == Kind.MAP) {
            requireTrust(number, register, function);
        }
        checks.pointers.requireArgument(register, number, released && register.referenceId() != 0, false, false);
        checkKind(kind, index, parameter, pointer, meta);
        return kind;
    }

    private void noteMap(int number, RegisterState register, KfuncMeta meta) {
        VerifierMap map = register.map();
        if (map == null) {
            throw verification.reject(EINVAL, "pointer in R%d isn't map pointer", number);
        }
        VerifierMap other = meta.map;
        if (other != null && (other != map || meta.mapUid != register.mapUid())) {
            throw verification.reject(
                    EINVAL,
                    "workqueue pointer in R1 map_uid=%d doesn't match map pointer in R2 map_uid=%d",
                    meta.mapUid,
                    register.mapUid());
        }
        meta.map = map;
        meta.mapUid = register.mapUid();
    }

    private void requireTrust(int number, RegisterState register, KernelFunction function) {
        if (!function.guardsPointers() || isTrusted(register)) {
            return;
        }
        if (!function.has(Flag.RCU_ARGUMENTS)) {
            throw verification.reject(EINVAL, "R%d must be referenced or trusted", number);
        }
        if (!register.has(TypeFlags.RCU)) {
            throw verification.reject(EINVAL, "R%d must be a rcu pointer", number);
        }
    }

    private static boolean isTrusted(RegisterState register) {
        boolean safe = (register.flags() & ~SAFE_FLAGS) == 0;
        return register.referenceId() != 0
                || safe && (KfuncParameters.hasKernelStruct(register.type()) || (register.flags() & SAFE_FLAGS) != 0);
    }

    private void checkKind(Kind kind, int index, BtfType.Param parameter, BtfType.Ptr pointer, KfuncMeta meta) {
        int number = index + 1;
        RegisterState register = verification.register(number);
        switch (kind) {
            case CONTEXT -> {
                if (!register.is(RegisterType.CONTEXT)) {
                    throw verification.reject(
                            EINVAL,
                            "%s expected pointer to ctx, but got %s",
                            verification.argument(number),
                            verification.types.of(register));
                }
            }
            case DYNPTR -> checks.calls.dynptrs.checkKernelArgument(number, parameter, meta);
            case ITERATOR -> {
                requireTaskIteratorAllowed(meta.function);
                checks.calls.iterators.check(number, meta);
            }
            case IRQ_FLAG -> checks.calls.irqFlags.check(number, meta.function);
            case MAP -> {
                int id = meta.function.types().find(BtfKind.STRUCT, "bpf_map").orElse(0);
                objects.check(index, id, meta);
            }
            case OBJECT -> objects.check(index, meta.function.types().strip(pointer.type()), meta);
            case MEMORY -> checkMemory(number, (int) meta.function.types().sizeOf(pointer.type()));
            case MEMORY_WITH_SIZE -> checkSized(index, parameter, meta);
            case CALLBACK -> {
                if (!register.is(RegisterType.FUNCTION)) {
                    throw verification.reject(EINVAL, "arg%d expected pointer to func", index);
                }
                meta.subprogram = register.detail();
            }
            case CONSTANT_STRING -> {
                if (!register.is(RegisterType.MAP_VALUE)) {
                    throw verification.reject(
                            EINVAL, "%s doesn't point to a const string", verification.argument(number));
                }
                memory.checkConstantString(number, new CallMeta(null));
            }
            case WORK_QUEUE -> {
                if (!register.is(RegisterType.MAP_VALUE)) {
                    throw verification.reject(EINVAL, "%s doesn't point to a map value", verification.argument(number));
                }
                checks.calls.timers.checkWorkQueue(number, meta);
            }
            case RESILIENT_LOCK -> {
                if (!register.is(RegisterType.MAP_VALUE)) {
                    throw verification.reject(
                            EINVAL, "%s doesn't point to map value or allocated object", verification.argument(number));
                }
                boolean take = !meta.function.name().contains("unlock");
                checks.calls.locks.checkResilient(
                        number, take, meta.function.name().contains("irq"));
            }
            case NULL -> {
                // Allowed, as it is.
            }
        }
    }

    private void requireTaskIteratorAllowed(KernelFunction function) {
        if (!function.is("bpf_iter_css_task_new")) {
            return;
        }
        boolean allowed = switch (verification.image.type()) {
            case LSM -> true;
            case TRACING ->
                verification.isSleepable() || verification.image.expectedAttachType() == KfuncParameters.TRACE_ITER;
            default -> verification.isSleepable();
        };
        if (!allowed) {
            throw verification.reject(EINVAL, "css_task_iter is only allowed in bpf_lsm, bpf_iter and sleepable progs");
        }
    }

    /** Memory that the kernel may read and write. */
    private void checkMemory(int number, int size) {
        RegisterState register = verification.register(number);
        if (register.isNull()) {
            return;
        }
        withoutNull(number, () -> {
            checks.memory.checkHelperAccess(number, size, false, true, null);
            checks.memory.checkHelperAccess(number, size, true, true, null);
        });
    }

    private void withoutNull(int number, Runnable check) {
        RegisterState register = verification.register(number);
        if (register.mayBeNull()) {
            verification.set(number, NullMarking.notNull(register));
        }
        check.run();
        if (register.mayBeNull()) {
            verification.set(number, register);
        }
    }

    private void checkSized(int index, BtfType.Param parameter, KfuncMeta meta) {
        int number = index + 1;
        BtfType.Param size = meta.function.parameters().get(index + 1);
        boolean optional = parameter.name().endsWith("__opt") || KfuncParameters.mayBeNull(parameter);
        boolean omitted = verification.register(number).isNull() && optional;
        if (!omitted) {
            try {
                withoutNull(number, () -> {
                    memory.checkSize(number + 1, false, true, new CallMeta(null));
                    memory.checkSize(number + 1, true, true, new CallMeta(null));
                });
            } catch (Rejection rejection) {
                verification.log.line(
                        "%s%s%s memory, len pair leads to invalid memory access",
                        verification.argument(number),
                        verification.profile.isAtLeast(7, 0) ? " and " : " ",
                        verification.argument(number + 1));
                throw rejection;
            }
        }
        if (size.name().endsWith("__szk")) {
            requireConstant(number + 1);
            meta.hasConstant = true;
            meta.constant = verification.register(number + 1).bounds().constantValue();
        }
    }
}
