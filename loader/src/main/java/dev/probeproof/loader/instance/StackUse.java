// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.HelperId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How much stack a program takes, read off its instructions: per function the deepest access relative to the frame
 * pointer, and the deepest chain of calls. Follows addresses in the order of the instructions, not along jumps, so an
 * access through an address from elsewhere is missed: a kernel may still say no, but this says no only with reason.
 *
 * @param frames deepest access of each function in bytes, functions by their first slot
 * @param deepestChain sum of frames along the deepest chain of calls, each rounded up to {@link #FRAME_UNIT}
 * @param tailCalls whether any function makes a tail call
 */
record StackUse(List<Integer> frames, int deepestChain, boolean tailCalls) {
    /** Bytes that all frames of a chain of calls may take together. */
    static final int LIMIT = 512;

    /** What a kernel rounds a frame up to when it adds frames; with a JIT compiler it takes 16. */
    static final int FRAME_UNIT = 32;

    /** Kernels allow 8 frames; what is deeper is refused for that. */
    private static final int MAX_DEPTH = 16;

    private static final int REGISTERS = 16;
    private static final int FRAME = 10;
    /** Marks a register that holds no known address on the stack; real depths fit an int. */
    private static final long UNKNOWN = Long.MAX_VALUE;

    StackUse {
        frames = List.copyOf(frames);
    }

    static StackUse of(Instructions program) {
        TreeSet<Integer> starts = functionStarts(program);
        Map<Integer, Integer> frames = new HashMap<>();
        for (int start : starts) {
            Integer next = starts.higher(start);
            frames.put(start, deepestAccess(program, start, next == null ? program.size() : next));
        }
        boolean tailCalls = program.asList().stream().anyMatch(StackUse::isTailCall);
        List<Integer> inOrder = starts.stream().map(frames::get).toList();
        return new StackUse(inOrder, chain(program, starts, frames, 0, new HashMap<>(), 1), tailCalls);
    }

    static int rounded(int frame) {
        return (Math.max(frame, 1) + FRAME_UNIT - 1) / FRAME_UNIT * FRAME_UNIT;
    }

    private static boolean isTailCall(Instruction instruction) {
        return instruction.isCall()
                && instruction.src() == Opcode.HELPER_CALL
                && instruction.imm() == HelperId.TAIL_CALL.number();
    }

    private static TreeSet<Integer> functionStarts(Instructions program) {
        TreeSet<Integer> starts = new TreeSet<>();
        starts.add(0);
        for (int slot = 0; slot < program.size(); slot++) {
            int target = calledSlot(program, slot);
            if (target > 0 && target < program.size()) {
                starts.add(target);
            }
        }
        return starts;
    }

    /** The function that an instruction calls or takes the address of, or -1. */
    private static int calledSlot(Instructions program, int slot) {
        Instruction instruction = program.get(slot);
        boolean calls = instruction.isCall() && instruction.src() == Opcode.PSEUDO_CALL;
        boolean takesAddress = instruction.isWide() && instruction.src() == Opcode.PSEUDO_FUNC;
        return calls || takesAddress ? slot + 1 + instruction.imm() : -1;
    }

    private static int chain(
            Instructions program,
            TreeSet<Integer> starts,
            Map<Integer, Integer> frames,
            int function,
            Map<Integer, Integer> known,
            int depth) {
        Integer before = known.get(function);
        if (before != null) {
            return before;
        }
        if (depth > MAX_DEPTH) {
            return 0;
        }
        // Recursion, which kernels refuse anyway, ends here instead of running forever.
        known.put(function, 0);
        Integer next = starts.higher(function);
        int deepest = 0;
        for (int slot = function; slot < (next == null ? program.size() : next); slot++) {
            int target = calledSlot(program, slot);
            if (starts.contains(target)) {
                deepest = Math.max(deepest, chain(program, starts, frames, target, known, depth + 1));
            }
        }
        int sum = rounded(frames.getOrDefault(function, 0)) + deepest;
        known.put(function, sum);
        return sum;
    }

    private static int deepestAccess(Instructions program, int from, int to) {
        long[] offsets = new long[REGISTERS];
        Arrays.fill(offsets, UNKNOWN);
        offsets[FRAME] = 0;
        List<Integer> depths = new ArrayList<>(List.of(0));
        for (int slot = from; slot < to; slot++) {
            Instruction instruction = program.get(slot);
            depths.add(depth(instruction, offsets));
            follow(instruction, offsets);
            slot += instruction.isWide() ? 1 : 0;
        }
        return depths.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** How far below the frame pointer an access starts; addresses that helpers get count like accesses. */
    private static int depth(Instruction instruction, long[] offsets) {
        long lowest = switch (instruction.instructionClass()) {
            case Opcode.LDX -> at(offsets[instruction.src()], instruction.off());
            case Opcode.ST, Opcode.STX -> at(offsets[instruction.dst()], instruction.off());
            case Opcode.JMP ->
                instruction.isCall() ? Arrays.stream(offsets, 1, 6).min().orElse(0) : 0;
            default -> 0;
        };
        return (int) Math.max(0, Math.min(-lowest, LIMIT + 1L));
    }

    private static long at(long base, int offset) {
        return base == UNKNOWN ? 0 : base + offset;
    }

    private static void follow(Instruction instruction, long[] offsets) {
        int dst = instruction.dst();
        switch (instruction.instructionClass()) {
            case Opcode.ALU64 -> offsets[dst] = computed(instruction, offsets);
            case Opcode.LD, Opcode.LDX, Opcode.ALU -> offsets[dst] = UNKNOWN;
            case Opcode.JMP -> {
                if (instruction.isCall()) {
                    Arrays.fill(offsets, 0, 6, UNKNOWN);
                }
            }
            default -> {
                // Stores and 32-bit jumps change no register, but for atomics that fetch: those yield no addresses.
            }
        }
    }

    private static long computed(Instruction instruction, long[] offsets) {
        int operation = instruction.opcode() & 0xf0;
        boolean fromRegister = (instruction.opcode() & Opcode.X) != 0;
        if (operation == Opcode.MOV && fromRegister && instruction.off() == 0) {
            return offsets[instruction.src()];
        } else if (operation == Opcode.ADD && !fromRegister && offsets[instruction.dst()] != UNKNOWN) {
            return offsets[instruction.dst()] + instruction.imm();
        }
        return UNKNOWN;
    }
}
