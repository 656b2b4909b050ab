// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import org.jspecify.annotations.Nullable;

/** Loads through pointers of kernel types: members of structs, and what they point to. */
final class TypedMemory {
    private final Verification verification;

    TypedMemory(Verification verification) {
        this.verification = verification;
    }

    void check(RegisterState pointer, int number, int offset, int size, boolean write, int valueNumber) {
        Btf types = pointer.types();
        if (types == null) {
            throw verification.fault("a typed pointer without types");
        }
        String name = types.name(pointer.typeId());
        int at = offset + pointer.offset();
        if (at < 0) {
            throw verification.reject(Errno.EACCES, "R%d is ptr_%s invalid negative access: off=%d", number, name, at);
        }
        if (!pointer.bounds().isConstant() || pointer.bounds().constantValue() != 0) {
            throw verification.reject(
                    Errno.EACCES,
                    "R%d is ptr_%s invalid variable offset: off=%d, var_off=%s",
                    number,
                    name,
                    at,
                    pointer.bounds().tnum());
        }
        if (pointer.has(TypeFlags.USER)) {
            throw verification.reject(Errno.EACCES, "R%d is ptr_%s access user memory: off=%d", number, name, at);
        }
        if (pointer.has(TypeFlags.PER_CPU)) {
            throw verification.reject(Errno.EACCES, "R%d is ptr_%s access percpu memory: off=%d", number, name, at);
        }
        if (write && !pointer.has(TypeFlags.ALLOCATED)) {
            throw verification.reject(Errno.EACCES, "only read is supported");
        }
        StructWalk walk = new StructWalk(verification, types);
        StructWalk.Found found = walk.walk(pointer.typeId(), at, size);
        if (!write && valueNumber >= 0) {
            verification.set(valueNumber, loaded(pointer, walk, found));
        }
    }

    private RegisterState loaded(RegisterState parent, StructWalk walk, StructWalk.Found found) {
        if (found == StructWalk.Found.SCALAR || parent.has(TypeFlags.ALLOCATED)) {
            return verification.unknown();
        }
        if (found == StructWalk.Found.MEMORY) {
            return untrustedMemory();
        }
        RegisterState.Parts parts = RegisterState.pointer(RegisterType.BTF_ID)
                .typed(parent.types(), walk.pointeeId)
                .flags(trust(parent, walk));
        if (((trust(parent, walk)) & TypeFlags.MAY_BE_NULL) != 0) {
            parts.id(verification.nextId());
        }
        return parts.build();
    }

    /** Reads through it are guarded, and give zero where nothing is. */
    private static RegisterState untrustedMemory() {
        return RegisterState.pointer(RegisterType.MEMORY)
                .flags(TypeFlags.READ_ONLY | TypeFlags.UNTRUSTED)
                .size(0)
                .build();
    }

    /** How far a pointer that was loaded may be trusted, by what it was loaded from. */
    private int trust(RegisterState parent, StructWalk walk) {
        int kept = walk.flags & (TypeFlags.USER | TypeFlags.PER_CPU | TypeFlags.UNTRUSTED);
        if (!verification.has(KernelChange.TRUSTED_POINTERS)) {
            return kept;
        }
        if (parent.has(TypeFlags.UNTRUSTED)) {
            return TypeFlags.UNTRUSTED;
        }
        String struct = parent.types() == null ? "" : parent.types().name(parent.typeId());
        boolean trusted = parent.has(TypeFlags.TRUSTED) || parent.referenceId() != 0;
        boolean rcu = parent.has(TypeFlags.RCU);
        if (!trusted && !rcu) {
            return kept;
        }
        if (TrustedMembers.areTrusted(struct, walk.member, trusted)) {
            return kept | TypeFlags.TRUSTED;
        }
        if (TrustedMembers.areTrustedOrNull(struct, walk.member, trusted)) {
            return kept | TypeFlags.TRUSTED | TypeFlags.MAY_BE_NULL;
        }
        boolean inRcuSection = verification.state.activeRcuLocks > 0 || !verification.isSleepable();
        if (!inRcuSection || parent.mayBeNull()) {
            return TypeFlags.UNTRUSTED;
        }
        if (TrustedMembers.areRcu(struct, walk.member)) {
            return kept | TypeFlags.RCU;
        }
        boolean tagged = (walk.flags & TypeFlags.RCU) != 0;
        if (tagged || TrustedMembers.areRcuOrNull(struct, walk.member)) {
            // What the kernel lists is trusted even in a union.
            int trustedAll = TrustedMembers.areRcuOrNull(struct, walk.member) ? ~TypeFlags.UNTRUSTED : -1;
            return kept & trustedAll | TypeFlags.RCU | TypeFlags.MAY_BE_NULL;
        }
        // Neither trusted nor marked as untrusted: helpers take it, as they always did.
        return kept;
    }

    /** Fields of the kernel's struct behind a map pointer. */
    void checkMap(RegisterState pointer, int number, int offset, int size, boolean write, int valueNumber) {
        VerifierMap map = pointer.map();
        if (map == null) {
            throw verification.fault("a map pointer without a map");
        }
        Btf types = verification.target.btf();
        String name = structOf(map.type());
        int id = types.find(BtfKind.STRUCT, name)
                .orElseThrow(() -> new UnsupportedFeatureException(
                        "access to struct " + name,
                        "the types of kernel '" + verification.target.name() + "' lack it"));
        if (offset < 0) {
            throw verification.reject(Errno.EACCES, "R%d is %s invalid negative access: off=%d", number, name, offset);
        }
        if (write) {
            throw verification.reject(Errno.EACCES, "only read from %s is supported", name);
        }
        StructWalk walk = new StructWalk(verification, types);
        StructWalk.Found found = walk.walk(id, offset, size);
        if (valueNumber >= 0) {
            int flags = verification.has(KernelChange.TRUSTED_POINTERS) ? TypeFlags.UNTRUSTED : 0;
            RegisterState loaded = switch (found) {
                case SCALAR -> verification.unknown();
                case MEMORY -> untrustedMemory();
                case POINTER ->
                    RegisterState.pointer(RegisterType.BTF_ID)
                            .typed(types, walk.pointeeId)
                            .flags(flags)
                            .build();
            };
            verification.set(valueNumber, loaded);
        }
    }

    private static String structOf(@Nullable MapType type) {
        if (type == null) {
            return "bpf_map";
        }
        return switch (type) {
            case ARRAY, PERCPU_ARRAY, PROG_ARRAY, PERF_EVENT_ARRAY, CGROUP_ARRAY, ARRAY_OF_MAPS -> "bpf_array";
            case HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH, HASH_OF_MAPS -> "bpf_htab";
            case LPM_TRIE -> "lpm_trie";
            case QUEUE, STACK -> "bpf_queue_stack";
            case RINGBUF, USER_RINGBUF -> "bpf_ringbuf_map";
            case STACK_TRACE -> "bpf_stack_map";
            case BLOOM_FILTER -> "bpf_bloom_filter";
            case SOCKMAP -> "bpf_stab";
            case SOCKHASH -> "bpf_shtab";
            case DEVMAP, DEVMAP_HASH -> "bpf_dtab";
            case CPUMAP -> "bpf_cpu_map";
            case XSKMAP -> "xsk_map";
            case CGROUP_STORAGE, PERCPU_CGROUP_STORAGE -> "bpf_cgroup_storage_map";
            case REUSEPORT_SOCKARRAY -> "reuseport_array";
            case SK_STORAGE, INODE_STORAGE, TASK_STORAGE, CGRP_STORAGE -> "bpf_local_storage_map";
            case STRUCT_OPS -> "bpf_struct_ops_map";
            case ARENA -> "bpf_arena";
            default -> "bpf_map";
        };
    }

    /** The register that a load of a kernel symbol at a slot gives. */
    RegisterState symbol(int slot) {
        int id = verification.program[slot].imm();
        int module = verification.program[slot + 1].imm();
        Btf types = verification.target.btf();
        if (module != 0 || id <= 0 || id >= types.endId()) {
            throw new UnsupportedFeatureException(
                    "a kernel symbol of a module (insn " + slot + ")",
                    "the verifier here knows those of the kernel only");
        }
        BtfType symbol = types.type(id);
        if (symbol instanceof BtfType.Func) {
            return RegisterState.pointer(RegisterType.MEMORY)
                    .flags(TypeFlags.READ_ONLY)
                    .size(0)
                    .build();
        }
        if (!(symbol instanceof BtfType.Var variable)) {
            throw verification.reject(Errno.EINVAL, "pseudo btf_id %d in ldimm64 isn't KIND_VAR or KIND_FUNC", id);
        }
        int stripped = types.strip(variable.type());
        boolean perCpu = isPerCpu(types, id);
        if (types.type(stripped) instanceof BtfType.Composite) {
            return RegisterState.pointer(RegisterType.BTF_ID)
                    .typed(types, stripped)
                    .flags(perCpu ? TypeFlags.PER_CPU : 0)
                    .build();
        }
        if (perCpu) {
            return RegisterState.pointer(RegisterType.BTF_ID)
                    .typed(types, stripped)
                    .flags(TypeFlags.PER_CPU)
                    .build();
        }
        return RegisterState.pointer(RegisterType.MEMORY)
                .flags(TypeFlags.READ_ONLY)
                .size((int) types.sizeOf(stripped))
                .build();
    }

    private static boolean isPerCpu(Btf types, int variableId) {
        return types.find(BtfKind.DATASEC, ".data..percpu")
                .map(id ->
                        ((BtfType.DataSec) types.type(id)).vars().stream().anyMatch(each -> each.type() == variableId))
                .orElse(false);
    }
}
