// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.MapMisuse;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a kernel checks of a program before it follows a single path: jumps stay inside their function, opcodes exist,
 * 64-bit loads have both halves and name maps that are there, every instruction can be reached. Order and words are those
 * of Linux 6.18.
 *
 * <p><b>This is not the verifier.</b> It knows nothing of registers, types, bounds or paths: what it lets pass may still
 * be refused by every real kernel.
 */
final class StructureCheck {
    private static final int MAX_INSTRUCTIONS = 1_000_000;
    /** {@code BPF_MAX_VAR_OFF}: a direct value load may not even ask for more. */
    private static final int MAX_VALUE_OFFSET = 1 << 29;

    private final Instructions program;
    private final List<EmulatedMap> maps;
    private final BitSet functions = new BitSet();

    private StructureCheck(Instructions program, List<EmulatedMap> maps) {
        this.program = program;
        this.maps = maps;
    }

    /** A refusal on the way; has no stack trace, it never leaves this class. */
    private static final class Refused extends RuntimeException {
        private final LoadRefusal refusal;

        Refused(Errno errno, String message) {
            super(message, null, false, false);
            this.refusal = LoadRefusal.ofProgram(errno, message);
        }
    }

    static Optional<LoadRefusal> check(ProgramImage image, List<EmulatedMap> maps) {
        Instructions program = image.instructions();
        boolean describesFunctions =
                image.btf() != null && !image.btf().functions().isEmpty();
        if (program.isEmpty() || program.size() > MAX_INSTRUCTIONS) {
            return Optional.of(new LoadRefusal(Errno.E2BIG, ""));
        }
        StructureCheck check = new StructureCheck(program, maps);
        try {
            check.findFunctions();
            check.checkJumps();
            if (!describesFunctions) {
                check.checkTailCalls();
            }
            check.checkEncoding();
            check.checkReachability();
            return Optional.empty();
        } catch (Refused refused) {
            return Optional.of(refused.refusal);
        }
    }

    private void findFunctions() {
        functions.set(0);
        for (int slot = 0; slot < program.size(); slot++) {
            Instruction instruction = program.get(slot);
            if (isFunctionReference(instruction)) {
                long target = slot + 1L + instruction.imm();
                if (target < 0 || target >= program.size()) {
                    throw new Refused(Errno.EINVAL, "call to invalid destination");
                }
                functions.set((int) target);
            }
        }
    }

    private void checkJumps() {
        for (int slot = 0; slot < program.size(); slot++) {
            Instruction instruction = program.get(slot);
            int start = functions.previousSetBit(slot);
            int next = functions.nextSetBit(slot + 1);
            int end = next < 0 ? program.size() : next;
            if (isJump(instruction)) {
                long target = target(slot, instruction);
                if (target < start || target >= end) {
                    throw new Refused(Errno.EINVAL, "jump out of range from insn " + slot + " to " + target);
                }
            }
            boolean ends = instruction.opcode() == Opcode.EXIT || isUnconditional(instruction);
            if (slot == end - 1 && !ends) {
                throw new Refused(Errno.EINVAL, "last insn is not an exit or jmp");
            }
        }
    }

    /** Without a description of its functions only the first one may call another program, dead code included. */
    private void checkTailCalls() {
        int second = functions.nextSetBit(1);
        for (int slot = Math.max(second, 0); second >= 0 && slot < program.size(); slot++) {
            Instruction instruction = program.get(slot);
            if (instruction.isCall() && instruction.src() == 0 && instruction.imm() == HelperId.TAIL_CALL.number()) {
                throw new Refused(Errno.EINVAL, "tail_call is not allowed in subprogs without BTF");
            }
        }
    }

    private void checkEncoding() {
        for (int slot = 0; slot < program.size(); slot++) {
            Instruction instruction = program.get(slot);
            if (instruction.isWide()) {
                checkWide(slot, instruction);
                slot++;
            } else if (!KnownOpcodes.contains(instruction.opcode())) {
                throw new Refused(
                        Errno.EINVAL, String.format(Locale.ROOT, "unknown opcode %02x", instruction.opcode()));
            }
        }
    }

    private void checkWide(int slot, Instruction instruction) {
        Instruction second = slot + 1 < program.size() ? program.get(slot + 1) : instruction;
        if (second.opcode() != 0 || second.dst() != 0 || second.src() != 0 || second.off() != 0) {
            throw new Refused(Errno.EINVAL, "invalid bpf_ld_imm64 insn");
        }
        switch (instruction.src()) {
            case 0, Opcode.PSEUDO_BTF_ID, Opcode.PSEUDO_FUNC -> {}
            case Opcode.PSEUDO_MAP_FD, Opcode.PSEUDO_MAP_VALUE ->
                throw new Refused(
                        Errno.EBADF,
                        "fd " + instruction.imm() + " is not pointing to valid bpf_map (an image names maps by index)");
            case Opcode.PSEUDO_MAP_IDX -> {
                map(instruction);
                if (second.imm() != 0) {
                    throw new Refused(Errno.EINVAL, "unrecognized bpf_ld_imm64 insn");
                }
            }
            case Opcode.PSEUDO_MAP_IDX_VALUE -> checkValue(map(instruction), second.imm());
            default -> throw new Refused(Errno.EINVAL, "unrecognized bpf_ld_imm64 insn");
        }
    }

    private EmulatedMap map(Instruction load) {
        if (load.imm() < 0 || load.imm() >= maps.size()) {
            throw new Refused(
                    Errno.EINVAL, "map index " + load.imm() + ", but the program has " + maps.size() + " maps");
        }
        return maps.get(load.imm());
    }

    private void checkValue(EmulatedMap map, int offset) {
        if (offset < 0 || offset >= MAX_VALUE_OFFSET) {
            throw new Refused(
                    Errno.EINVAL, "direct value offset of " + Integer.toUnsignedString(offset) + " is not allowed");
        }
        try {
            map.directValueAddress(offset);
        } catch (MapMisuse misuse) {
            throw new Refused(Errno.EINVAL, String.valueOf(misuse.getMessage()));
        }
    }

    private void checkReachability() {
        BitSet reached = new BitSet(program.size());
        Deque<Integer> open = new ArrayDeque<>();
        open.push(0);
        while (!open.isEmpty()) {
            int slot = open.pop();
            if (reached.get(slot)) {
                continue;
            }
            reached.set(slot);
            Instruction instruction = program.get(slot);
            if (isFunctionReference(instruction)) {
                open.push(slot + 1 + instruction.imm());
            }
            if (isJump(instruction)) {
                int target = (int) target(slot, instruction);
                if (target > 0 && program.get(target - 1).isWide()) {
                    throw new Refused(Errno.EINVAL, "jump into the middle of ldimm64 insn " + (target - 1));
                }
                open.push(target);
            }
            if (instruction.isWide()) {
                reached.set(slot + 1);
            }
            if (instruction.opcode() != Opcode.EXIT && !isUnconditional(instruction)) {
                open.push(slot + (instruction.isWide() ? 2 : 1));
            }
        }
        int unreached = reached.nextClearBit(0);
        if (unreached < program.size()) {
            throw new Refused(Errno.EINVAL, "unreachable insn " + unreached);
        }
    }

    private static boolean isFunctionReference(Instruction instruction) {
        return instruction.isCall() && instruction.src() == Opcode.PSEUDO_CALL
                || instruction.isWide() && instruction.src() == Opcode.PSEUDO_FUNC;
    }

    private static boolean isUnconditional(Instruction instruction) {
        return instruction.opcode() == Opcode.GOTO || instruction.opcode() == Opcode.GOTO_LONG;
    }

    private static boolean isJump(Instruction instruction) {
        int instructionClass = instruction.instructionClass();
        int operation = instruction.opcode() & 0xf0;
        return (instructionClass == Opcode.JMP || instructionClass == Opcode.JMP32)
                && operation != Opcode.CALL_OP
                && operation != Opcode.EXIT_OP;
    }

    private static long target(int slot, Instruction jump) {
        return slot + 1L + (jump.opcode() == Opcode.GOTO_LONG ? jump.imm() : jump.off());
    }
}
