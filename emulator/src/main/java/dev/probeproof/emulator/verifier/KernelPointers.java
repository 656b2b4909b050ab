// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.map.MapFields;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.Errno;
import java.util.Optional;
import java.util.Set;

import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Kernel pointers (kptrs) in map values: loads, stores and {@code bpf_kptr_xchg} of pointers to the kernel's structs. */
final class KernelPointers {
    private static final int MODE = 0xe0;
    /** What the kernel frees only after an RCU grace period. */
    private static final Set<String> RCU_PROTECTED = Set.of("task_struct", "cgroup", "bpf_cpumask", "bpf_crypto_ctx");

    private final Verification verification;
    private final References references;
    private final PointerOffsets pointers;
    private final CriticalSections sections;
    private final StructNesting structs = new StructNesting();

    KernelPointers(Verification verification, References references, PointerOffsets pointers) {
        this.verification = verification;
        this.references = references;
        this.pointers = pointers;
        sections = new CriticalSections(verification);
    }

    /** An access whose place was checked ({@code check_map_kptr_access}). */
    void access(int number, int offset, boolean write, int valueNumber) {
        Instruction instruction = verification.instruction();
        if ((instruction.opcode() & MODE) != Opcode.MEM) {
            throw verification.reject(Errno.EACCES, "kptr in map can only be accessed using BPF_MEM instruction mode");
        }
        MapFields.Field field = field(verification.register(number), offset);
        if (write) {
            store(field, instruction, valueNumber);
        } else if (field.kind() == MapFields.Kind.UPTR) {
            throw notModelled("a load of a user pointer");
        } else if (valueNumber >= 0) {
            load(field, valueNumber);
        }
    }

    private MapFields.Field field(RegisterState register, int offset) {
        VerifierMap map = register.map();
        long place = offset + register.bounds().constantValue();
        if (map == null) {
            throw verification.fault("a kptr outside of maps");
        }
        return map.fields().all().stream()
                .filter(candidate -> candidate.offset() == place)
                .findFirst()
                .orElseThrow(() -> verification.fault("no kptr at off=" + place));
    }

    private void store(MapFields.Field field, Instruction instruction, int valueNumber) {
        if (field.kind() == MapFields.Kind.UPTR) {
            throw verification.reject(Errno.EACCES, "store to uptr disallowed");
        }
        if (field.kind() != MapFields.Kind.KPTR_UNREF) {
            throw verification.reject(Errno.EACCES, "store to referenced kptr disallowed");
        }
        if (valueNumber < 0) {
            if (instruction.imm() != 0) {
                throw verification.reject(
                        Errno.EACCES, "BPF_ST imm must be 0 when storing to kptr at off=%d", field.offset());
            }
            return;
        }
        RegisterState value = verification.register(valueNumber);
        if (!value.isNull()) {
            requireSameType(value, valueNumber, field, mapWritten());
        }
    }

    private VerifierMap mapWritten() {
        VerifierMap map =
                verification.register(verification.instruction().dst()).map();
        if (map == null) {
            throw verification.fault("a kptr outside of maps");
        }
        return map;
    }

    private void load(MapFields.Field field, int valueNumber) {
        VerifierMap map =
                verification.register(verification.instruction().src()).map();
        if (map == null) {
            throw verification.fault("a kptr outside of maps");
        }
        String name = structOf(map, field);
        boolean keptByRcu = verification.profile.isAtLeast(6, 4)
                && field.kind() == MapFields.Kind.KPTR_REF
                && RCU_PROTECTED.contains(name);
        boolean protectedHere = keptByRcu && sections.isInRcuSection();
        int trust = protectedHere ? TypeFlags.RCU : TypeFlags.UNTRUSTED;
        verification.set(
                valueNumber,
                RegisterState.pointer(RegisterType.BTF_ID)
                        .typed(verification.target.btf(), kernelType(name))
                        .flags(TypeFlags.MAY_BE_NULL | trust)
                        .id(verification.nextId())
                        .build());
    }

    private String structOf(VerifierMap map, MapFields.Field field) {
        Btf types = map.types();
        if (types == null || field.kind() == MapFields.Kind.KPTR_PERCPU) {
            throw notModelled("a kernel pointer to an object of the program");
        }
        return types.name(types.strip(field.pointeeTypeId()));
    }

    /** The struct in the kernel's types; what the program declares itself is an object that it allocates. */
    private int kernelType(String name) {
        return verification
                .target
                .btf()
                .find(BtfKind.STRUCT, name)
                .orElseThrow(() -> notModelled("a kernel pointer to an object of the program"));
    }

    /** The place of {@code bpf_kptr_xchg}. */
    void checkExchange(int number, CallMeta meta) {
        RegisterState register = verification.register(number);
        VerifierMap map = register.map();
        if (map == null) {
            throw notModelled("bpf_kptr_xchg in an object that the program allocated");
        }
        boolean constantFirst = !verification.profile.isAtLeast(6, 12);
        if (constantFirst) {
            requireConstant(register, number);
        }
        if (map.types() == null) {
            throw verification.reject(EINVAL, "map '%s' has to have BTF in order to use bpf_kptr_xchg", map.name());
        }
        boolean any = map.fields().all().stream().anyMatch(KernelPointers::isKptr);
        if (!any) {
            throw verification.reject(EINVAL, "map '%s' has no valid kptr", map.name());
        }
        if (!constantFirst) {
            requireConstant(register, number);
        }
        long place = register.offset() + register.bounds().constantValue();
        Optional<MapFields.Field> field = map.fields().all().stream()
                .filter(candidate -> isKptr(candidate) && candidate.offset() == place)
                .findFirst();
        if (field.isEmpty()) {
            throw verification.reject(Errno.EACCES, "off=%d doesn't point to kptr", place);
        }
        if (field.get().kind() == MapFields.Kind.KPTR_UNREF) {
            throw verification.reject(Errno.EACCES, "off=%d kptr isn't referenced kptr", place);
        }
        meta.kptr = field.get();
        meta.map = map;
    }

    private void requireConstant(RegisterState register, int number) {
        if (!register.bounds().isConstant()) {
            throw verification.reject(
                    EINVAL, "R%d doesn't have constant offset. kptr has to be at the constant offset", number);
        }
    }

    private static boolean isKptr(MapFields.Field field) {
        return switch (field.kind()) {
            case KPTR_UNREF, KPTR_REF, KPTR_PERCPU -> true;
            default -> false;
        };
    }

    /** What is exchanged must be what the map holds. */
    void requireSameType(RegisterState register, int number, CallMeta meta) {
        MapFields.Field field = meta.kptr;
        VerifierMap map = meta.map;
        if (field == null || map == null) {
            throw verification.fault("bpf_kptr_xchg without a place");
        }
        requireSameType(register, number, field, map);
    }

    private void requireSameType(RegisterState register, int number, MapFields.Field field, VerifierMap map) {
        String name = structOf(map, field);
        int wanted = kernelType(name);
        boolean free = field.kind() == MapFields.Kind.KPTR_UNREF;
        int allowed = TypeFlags.MAY_BE_NULL | TypeFlags.TRUSTED | TypeFlags.RCU | (free ? TypeFlags.UNTRUSTED : 0);
        Btf own = register.types();
        boolean object = register.is(RegisterType.BTF_ID) && own != null && (register.flags() & ~allowed) == 0;
        String ownName = object ? own.name(own.strip(register.typeId())) : "";
        if (object) {
            pointers.requireUnmoved(register, number, true);
        }
        boolean same = object
                && structs.matches(own, register.typeId(), register.offset(), verification.target.btf(), wanted, !free);
        if (!same) {
            String plain = verification.types.of(RegisterType.BTF_ID, 0) + name;
            String untrusted = verification.types.of(RegisterType.BTF_ID, TypeFlags.UNTRUSTED) + name;
            throw verification.reject(
                    Errno.EACCES,
                    "invalid kptr access, R%d type=%s%s expected=%s",
                    number,
                    verification.types.of(register),
                    ownName,
                    free ? plain + " or " + untrusted : plain);
        }
    }

    /** The program's reference is the map's now; whether it was held. */
    boolean handOver(int reference) {
        return references.release(reference);
    }

    /** What the map gave in exchange. */
    RegisterState.Parts exchanged(CallMeta meta, int flags) {
        MapFields.Field field = meta.kptr;
        VerifierMap map = meta.map;
        if (field == null || map == null) {
            throw verification.fault("bpf_kptr_xchg without a place");
        }
        return RegisterState.pointer(RegisterType.BTF_ID)
                .flags(flags)
                .typed(verification.target.btf(), kernelType(structOf(map, field)));
    }

    private UnsupportedFeatureException notModelled(String what) {
        return CallChecks.notModelled(verification, what);
    }
}
