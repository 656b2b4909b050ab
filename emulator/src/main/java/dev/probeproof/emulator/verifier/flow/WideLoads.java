// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.util.List;

/**
 * The pass that gives 64-bit loads their meaning: both halves are there, and the map is. The kernel looks in the same pass
 * whether opcodes exist, and at some reserved fields.
 */
final class WideLoads {
    /** {@code BPF_MAX_VAR_OFF}. */
    private static final int MAX_VALUE_OFFSET = 1 << 29;
    /** {@code MAX_USED_MAPS}. */
    private static final int MAX_MAPS = 64;

    private final Instructions program;
    private final List<VerifierMap> maps;
    private final KernelProfile profile;
    private final Admission admission;
    private final VerifierLog log;
    private final OpcodeTable opcodes;
    private final EncodingCheck encoding;
    private final boolean[] seen;
    private int seenMaps;

    WideLoads(
            Instructions program,
            List<VerifierMap> maps,
            KernelProfile profile,
            Admission admission,
            EncodingCheck encoding,
            VerifierLog log) {
        this.program = program;
        this.maps = maps;
        this.profile = profile;
        this.admission = admission;
        this.log = log;
        this.encoding = encoding;
        opcodes = new OpcodeTable(profile);
        seen = new boolean[maps.size()];
    }

    void check() {
        for (int slot = 0; slot < program.size(); slot++) {
            Instruction instruction = program.get(slot);
            encoding.beforeOpcode(instruction);
            if (instruction.isWide()) {
                checkWide(slot, instruction);
                slot++;
            } else if (!opcodes.contains(instruction.opcode())) {
                throw refuse(Errno.EINVAL, "unknown opcode %02x", instruction.opcode());
            } else {
                encoding.beforePaths(instruction);
            }
        }
    }

    private void checkWide(int slot, Instruction first) {
        Instruction second = slot + 1 < program.size() ? program.get(slot + 1) : first;
        if (second.opcode() != 0 || second.dst() != 0 || second.src() != 0 || second.off() != 0) {
            throw refuse(Errno.EINVAL, "invalid bpf_ld_imm64 insn");
        }
        encoding.beforePaths(first);
        switch (first.src()) {
            case 0 -> {}
            case Opcode.PSEUDO_BTF_ID -> {
                requireRelease(5, 10);
                admission.kernelSymbol(slot);
            }
            case Opcode.PSEUDO_FUNC -> requireRelease(5, 13);
            case Opcode.PSEUDO_MAP_FD, Opcode.PSEUDO_MAP_IDX -> {
                if (second.imm() != 0 && profile.isAtLeast(5, 2)) {
                    throw unrecognized();
                }
                map(first);
            }
            case Opcode.PSEUDO_MAP_VALUE, Opcode.PSEUDO_MAP_IDX_VALUE -> {
                requireRelease(5, 2);
                checkValue(map(first), second.imm());
            }
            default -> throw unrecognized();
        }
    }

    private void requireRelease(int major, int minor) {
        if (!profile.isAtLeast(major, minor)) {
            throw unrecognized();
        }
    }

    /** An image names maps by index; a descriptor in it is one that nobody opened. */
    private VerifierMap map(Instruction load) {
        boolean byIndex = load.src() == Opcode.PSEUDO_MAP_IDX || load.src() == Opcode.PSEUDO_MAP_IDX_VALUE;
        int index = load.imm();
        if (!byIndex || index < 0 || index >= maps.size()) {
            // Standard input, output and error are open in any process, but no maps.
            boolean isOpen = index >= 0 && index <= 2;
            throw refuse(isOpen ? Errno.EINVAL : Errno.EBADF, "fd %d is not pointing to valid bpf_map", index);
        }
        VerifierMap map = maps.get(index);
        if (!seen[index]) {
            seen[index] = true;
            if (++seenMaps > MAX_MAPS) {
                throw refuse(Errno.E2BIG, "The total number of maps per program has reached the limit of %d", MAX_MAPS);
            }
            admission.map(map);
        }
        return map;
    }

    private void checkValue(VerifierMap map, int offset) {
        if (!map.hasDirectValue() && map.type() != MapType.ARRAY) {
            throw refuse(Errno.EINVAL, "no direct value access support for this map type");
        }
        // Up to 6.18 a limit of its own; in newer releases the map alone decides.
        if (!profile.isAtLeast(7, 0) && (offset < 0 || offset >= MAX_VALUE_OFFSET)) {
            throw refuse(Errno.EINVAL, "direct value offset of %s is not allowed", Integer.toUnsignedString(offset));
        }
        boolean isSingle = map.type() != MapType.ARRAY || map.maxEntries() == 1;
        if (!isSingle || map.type() != MapType.ARENA && (offset < 0 || offset >= map.valueSize())) {
            throw refuse(
                    isSingle ? Errno.EINVAL : Errno.ENOTSUPP,
                    "invalid access to map value pointer, value_size=%d off=%s",
                    map.valueSize(),
                    Integer.toUnsignedString(offset));
        }
    }

    private Rejection unrecognized() {
        return refuse(Errno.EINVAL, "unrecognized bpf_ld_imm64 insn");
    }

    private Rejection refuse(Errno errno, String format, Object... arguments) {
        log.line(format, arguments);
        return new Rejection(errno);
    }
}
