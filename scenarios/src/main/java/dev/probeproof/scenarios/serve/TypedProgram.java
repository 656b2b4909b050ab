// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.List;

/** Brings the program of a request, with its maps, into a kernel. */
final class TypedProgram {
    /** No descriptor: what the request does not declare must not name whatever this process happens to have open. */
    private static final int NO_DESCRIPTOR = -1;

    private final Request request;
    private final ProgramType type;
    private final KernelBackend kernel;
    private final VerifierLogLevel log;
    private final List<MapHandle> maps = new ArrayList<>();

    private TypedProgram(Request request, ProgramType type, KernelBackend kernel, VerifierLogLevel log) {
        this.request = request;
        this.type = type;
        this.kernel = kernel;
        this.log = log;
    }

    /**
     * @throws UnsupportedFeatureException for what this kernel, or this protocol's implementation, cannot set up
     */
    static ProgramLoadResult load(Request request, ProgramType type, KernelBackend kernel, VerifierLogLevel log) {
        TypedProgram program = new TypedProgram(request, type, kernel, log);
        program.createMaps();
        program.fillProgramArrays();
        return program.load("served", program.link(request.instructions(), request.kfuncs()));
    }

    private void createMaps() {
        for (RequestedMap map : request.maps()) {
            try {
                Btf types = map.types();
                MapHandle handle = types == null ? kernel.createMap(map.spec()) : kernel.createMap(map.spec(), types);
                maps.add(handle);
                map.initial().forEach(entry -> handle.update(entry.key(), entry.value(), MapHandle.ANY));
                // Here if possible: of a frozen map the verifier knows the values, also for programs of arrays.
                if (map.frozen() && map.programs().isEmpty()) {
                    handle.freeze();
                }
            } catch (KernelException refused) {
                throw new UnsupportedFeatureException("a map of the request", refused.getMessage());
            }
        }
    }

    private void fillProgramArrays() {
        for (int index = 0; index < maps.size(); index++) {
            for (RequestedMap.Program program : request.maps().get(index).programs()) {
                ProgramLoadResult result = load("slot" + program.index(), link(program.instructions(), List.of()));
                if (!(result instanceof ProgramLoadResult.Accepted accepted)) {
                    throw new UnsupportedFeatureException(
                            "program " + program.index() + " of a program array", "it was refused:\n" + result.log());
                }
                maps.get(index).update(program.key(), accepted.program());
            }
            RequestedMap map = request.maps().get(index);
            if (map.frozen() && !map.programs().isEmpty()) {
                maps.get(index).freeze();
            }
        }
    }

    private ProgramLoadResult load(String name, Instructions instructions) {
        ProgramImage image = new ProgramImage(
                name,
                type,
                request.expectedAttachType(),
                "GPL",
                instructions,
                maps,
                request.programFlags(),
                request.btf(),
                attachBtfId(),
                0);
        return kernel.load(image, log);
    }

    /** Placeholders become indexes of maps, names of kernel functions their BTF ids. */
    private Instructions link(Instructions program, List<Request.Kfunc> kfuncs) {
        List<Instruction> slots = new ArrayList<>(program.asList());
        slots.replaceAll(this::linkMap);
        for (Request.Kfunc kfunc : kfuncs) {
            if (kfunc.slot() >= 0 && kfunc.slot() < slots.size()) {
                Instruction call = slots.get(kfunc.slot());
                slots.set(kfunc.slot(), call.withImm(btfId(BtfKind.FUNC, kfunc.name())));
            }
        }
        return Instructions.of(slots);
    }

    private Instruction linkMap(Instruction instruction) {
        boolean value = instruction.src() == Opcode.PSEUDO_MAP_VALUE;
        if (!instruction.isWide() || !value && instruction.src() != Opcode.PSEUDO_MAP_FD) {
            return instruction;
        }
        for (int index = 0; index < request.maps().size(); index++) {
            if (request.maps().get(index).placeholder() == instruction.imm()) {
                return instruction
                        .withSrc(value ? Opcode.PSEUDO_MAP_IDX_VALUE : Opcode.PSEUDO_MAP_IDX)
                        .withImm(index);
            }
        }
        return instruction.withImm(NO_DESCRIPTOR);
    }

    private int attachBtfId() {
        if (request.attachBtfName().isEmpty()) {
            return 0;
        }
        String name = request.attachBtfName().get();
        int attachType = request.expectedAttachType();
        if (attachType == AttachType.TRACE_RAW_TP.number()) {
            return btfId(BtfKind.TYPEDEF, "btf_trace_" + name);
        }
        if (attachType == AttachType.LSM_MAC.number()) {
            return btfId(BtfKind.FUNC, "bpf_lsm_" + name);
        }
        if (attachType == AttachType.TRACE_ITER.number()) {
            return btfId(BtfKind.FUNC, "bpf_iter_" + name);
        }
        return btfId(BtfKind.FUNC, name);
    }

    private int btfId(BtfKind kind, String name) {
        Btf btf = kernel.target().btf();
        return btf.find(kind, name)
                .orElseThrow(() -> new UnsupportedFeatureException(
                        "kernel function '" + name + "'", "the type information of this kernel does not name it"));
    }
}
