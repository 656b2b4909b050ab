// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.program.PacketAccess;
import dev.probeproof.emulator.verifier.KernelFunction.Flag;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;

import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** What a kernel function leaves in r0. */
final class KfuncResults {
    private final Verification verification;
    private final Checks checks;

    KfuncResults(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
    }

    void set(KfuncMeta meta) {
        KernelFunction function = meta.function;
        BtfType type = function.types().resolve(function.prototype().returnType());
        if (type instanceof BtfType.Ptr pointer) {
            verification.set(0, identified(pointer(meta, pointer), meta));
        } else if (isLock(function)) {
            verification.set(0, RegisterState.constant(0));
        } else if (type instanceof BtfType.Int || type instanceof BtfType.Enum) {
            verification.set(0, verification.unknown());
        }
    }

    private static boolean isLock(KernelFunction function) {
        return function.is("bpf_res_spin_lock") || function.is("bpf_res_spin_lock_irqsave");
    }

    private RegisterState.Parts pointer(KfuncMeta meta, BtfType.Ptr pointer) {
        KernelFunction function = meta.function;
        Btf types = function.types();
        switch (function.name()) {
            case "bpf_cast_to_kern_ctx" -> {
                return object(types, KernelContexts.structOf(verification), TypeFlags.TRUSTED);
            }
            case "bpf_rdonly_cast" -> {
                return cast(types, meta.constant);
            }
            case "bpf_dynptr_slice", "bpf_dynptr_slice_rdwr" -> {
                return slice(meta);
            }
            default -> {
                int pointee = types.strip(pointer.type());
                if (pointee == 0) {
                    return verification.unknown().change();
                }
                return types.type(pointee) instanceof BtfType.Composite ? object(meta, pointee) : memory(meta, pointee);
            }
        }
    }

    private static RegisterState.Parts object(Btf types, int id, int flags) {
        return RegisterState.pointer(RegisterType.BTF_ID).typed(types, id).flags(flags);
    }

    private RegisterState.Parts object(KfuncMeta meta, int id) {
        KernelFunction function = meta.function;
        int flags = 0;
        if (function.is("bpf_get_kmem_cache")) {
            flags = TypeFlags.UNTRUSTED;
        } else if (function.has(Flag.ITERATOR_NEXT)) {
            flags = checks.calls.iterators.givesRcuElements(meta) ? TypeFlags.RCU : TypeFlags.TRUSTED;
        } else if (function.has(Flag.RCU_PROTECTED)) {
            flags = TypeFlags.RCU;
        }
        return object(function.types(), id, flags);
    }

    private RegisterState.Parts memory(KfuncMeta meta, int pointee) {
        boolean declared = meta.resultSize == 0;
        long size = declared ? meta.function.types().sizeOf(pointee) : meta.resultSize;
        if (size == 0) {
            throw verification.reject(
                    EINVAL,
                    "kernel function %s returns pointer type %s %s is not supported",
                    meta.function.name(),
                    KfuncArguments.word(meta.function.types(), pointee),
                    meta.function.types().name(pointee));
        }
        RegisterState.Parts memory = RegisterState.pointer(RegisterType.MEMORY)
                .size((int) size)
                .flags(declared || meta.resultIsReadOnly ? TypeFlags.READ_ONLY : 0);
        return memory.referenceId(meta.referenceId);
    }

    private RegisterState.Parts cast(Btf types, long id) {
        if ((id < 0 || id >= types.endId()) && verification.profile.isAtLeast(6, 17)) {
            throw verification.reject(EINVAL, "Unknown type ID %d passed to kfunc bpf_rdonly_cast", id);
        }
        boolean untyped = id == 0 && verification.profile.isAtLeast(6, 17);
        if (untyped) {
            return RegisterState.pointer(RegisterType.MEMORY).flags(TypeFlags.READ_ONLY | TypeFlags.UNTRUSTED);
        }
        boolean there = id >= 0 && id < types.endId();
        if (!there || types.kind((int) id) != BtfKind.STRUCT && types.kind((int) id) != BtfKind.UNION) {
            throw verification.reject(
                    EINVAL,
                    verification.profile.isAtLeast(6, 17)
                            ? "kfunc bpf_rdonly_cast type ID argument must be of a struct or void"
                            : "kfunc bpf_rdonly_cast type ID argument must be of a struct");
        }
        return object(types, (int) id, TypeFlags.UNTRUSTED);
    }

    private RegisterState.Parts slice(KfuncMeta meta) {
        boolean writable = meta.function.is("bpf_dynptr_slice_rdwr");
        if (writable) {
            PacketAccess access = verification.model.packetAccess(verification.profile);
            if (access == PacketAccess.NONE || access == PacketAccess.READ) {
                throw verification.reject(EINVAL, "the prog does not allow writes to packet data");
            }
        }
        RegisterState dynptr = meta.dynptr;
        if (dynptr == null) {
            throw verification.fault("a slice of no dynptr");
        }
        return RegisterState.pointer(RegisterType.MEMORY)
                .flags(writable ? TypeFlags.SLICE : TypeFlags.SLICE | TypeFlags.READ_ONLY)
                .with(DynptrSlot.isPacket(DynptrSlot.kind(dynptr)) ? TypeFlags.PACKET_SLICE : 0)
                .size((int) meta.constant)
                .detail(dynptr.id());
    }

    /** Ids by which a null test and a release find all copies. */
    private RegisterState identified(RegisterState.Parts pointer, KfuncMeta meta) {
        boolean maybeNull = meta.function.has(Flag.MAY_RETURN_NULL);
        if (maybeNull) {
            pointer.with(TypeFlags.MAY_BE_NULL).id(verification.nextId());
        }
        if (meta.function.has(Flag.ACQUIRES)) {
            int reference = checks.references.acquire(verification.slot);
            pointer.referenceId(reference);
            if (maybeNull) {
                pointer.id(reference);
            }
        }
        return pointer.build();
    }
}
