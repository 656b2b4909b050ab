// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.range;

import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.emulator.proof.RegisterProof;
import dev.probeproof.emulator.proof.RegisterProof.Kind;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.number.Branch;
import dev.probeproof.emulator.verifier.number.Outcome;
import dev.probeproof.emulator.verifier.number.Refined;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

import static dev.probeproof.loader.insn.Opcode.*;

/**
 * Ranges of numbers at each instruction of an accepted program. Where a verifier follows each path with its own numbers,
 * this joins what comes together: it takes time by the size of a program, not by the number of its paths, and knows
 * nothing of how two registers hang together.
 *
 * <p>Ranges grow from the program's entries until no instruction adds to what holds behind it. At the heads of loops they
 * grow in leaps ({@link Widening}), then two more rounds take back where they leapt too far: what one round over numbers
 * that hold finds holds, too.
 */
public final class RangeAnalysis {
    /** How often a loop's head grows by as little as it can, by the program's numbers, by coarse ones; then it forgets. */
    private static final int SMALL_STEPS = 3;

    private static final int STEPS = 40;
    private static final int COARSE_STEPS = 80;
    private static final int NARROWING_ROUNDS = 2;

    private final Instructions program;
    private final ProgramProof kinds;
    private final RangeStep step;
    private final FunctionStarts functions;
    private final Widening widening;
    private final Widening coarse = Widening.coarse();

    /** Before blocks, by their first slots; null where no run has come yet. */
    private @Nullable RangeState[] before;
    /** r0 at the exits of functions, by their first slots. */
    private Map<Integer, Bounds> results = new HashMap<>();

    private final int[] growths;
    private final int[] resultGrowths;
    private final TreeSet<Integer> waiting = new TreeSet<>();
    /** Where to go on after a round over everything: nowhere. */
    private boolean narrows;

    private RangeAnalysis(Instructions program, ProgramProof kinds) {
        this.program = program;
        this.kinds = kinds;
        this.step = new RangeStep(program, kinds);
        this.functions = new FunctionStarts(program, kinds);
        this.widening = Widening.of(program);
        this.before = new RangeState[program.size()];
        this.growths = new int[program.size()];
        this.resultGrowths = new int[program.size()];
    }

    /**
     * A proof with ranges of numbers.
     *
     * @param proof what was proved of the same program, perhaps without ranges
     * @return the same, with ranges at least as narrow
     */
    public static ProgramProof refine(Instructions program, ProgramProof proof) {
        for (int slot = 0; slot < program.size(); slot += program.get(slot).isWide() ? 2 : 1) {
            if (proof.isReached(slot) && !RangeStep.isUnderstood(program.get(slot))) {
                return proof;
            }
        }
        RangeAnalysis analysis = new RangeAnalysis(program, proof);
        analysis.grow();
        for (int round = 0; round < NARROWING_ROUNDS; round++) {
            analysis.narrow();
        }
        return analysis.refined();
    }

    private void grow() {
        enterAll();
        while (!waiting.isEmpty()) {
            int slot = waiting.pollFirst();
            RangeState state = before[slot];
            if (state != null) {
                follow(slot, state.copy(), null);
            }
        }
    }

    private void enterAll() {
        for (int entry : functions.entries()) {
            arrive(entry, entry, RangeState.unknown());
        }
    }

    /** One round over everything, from what holds before each block. */
    private void narrow() {
        @Nullable RangeState[] known = before;
        before = new RangeState[program.size()];
        narrows = true;
        Map<Integer, Bounds> knownResults = results;
        Map<Integer, Bounds> newResults = new HashMap<>();
        enterAll();
        for (int slot = 0; slot < known.length; slot++) {
            RangeState state = known[slot];
            if (state != null) {
                follow(slot, state.copy(), newResults);
            }
        }
        results = newResults;
        results.keySet().retainAll(knownResults.keySet());
    }

    /**
     * From the beginning of a block to its end.
     *
     * @param newResults where results of functions are noted; null to note them for those who wait for them
     */
    private void follow(int from, RangeState state, @Nullable Map<Integer, Bounds> newResults) {
        int slot = from;
        while (true) {
            Instruction instruction = program.get(slot);
            int next = slot + (instruction.isWide() ? 2 : 1);
            if (instruction.opcode() == EXIT) {
                leave(slot, state.register(0), newResults);
                return;
            }
            if (FunctionStarts.isGoto(instruction)) {
                arrive(slot, FunctionStarts.target(program, slot), state);
                return;
            }
            if (FunctionStarts.isConditional(instruction)) {
                branch(slot, instruction, state);
                return;
            }
            if (instruction.opcode() == CALL && instruction.src() == PSEUDO_CALL) {
                call(slot, state);
                return;
            }
            if (instruction.instructionClass() == LD && !instruction.isWide()) {
                leave(slot, Bounds.constant(0), newResults);
            }
            step.apply(slot, state);
            if (functions.beginsBlock(next)) {
                arrive(slot, next, state);
                return;
            }
            slot = next;
        }
    }

    private void branch(int slot, Instruction instruction, RangeState state) {
        int operation = instruction.opcode() & 0xf0;
        boolean wide = instruction.instructionClass() == JMP;
        Bounds left = state.register(instruction.dst());
        Bounds right = RangeStep.operand(instruction, state);
        boolean itself = (instruction.opcode() & X) != 0 && instruction.src() == instruction.dst();
        Outcome outcome = itself || instruction.dst() == RangeState.REGISTERS
                ? Outcome.UNKNOWN
                : Branch.outcome(RangeStep.RULES, operation, wide, left, right);
        for (boolean taken : new boolean[] {false, true}) {
            if (outcome == (taken ? Outcome.NEVER : Outcome.ALWAYS)) {
                continue;
            }
            RangeState there = state.copy();
            if (!itself && operation != JSET) {
                Refined refined = Branch.refine(RangeStep.RULES, operation, wide, taken, left, right);
                if (refined.left().violation() != null || refined.right().violation() != null) {
                    // No number fits: nobody goes this way.
                    continue;
                }
                learn(there, instruction.dst(), refined.left());
                if ((instruction.opcode() & X) != 0) {
                    learn(there, instruction.src(), refined.right());
                }
            }
            arrive(slot, taken ? FunctionStarts.target(program, slot) : slot + 1, there);
        }
    }

    private static void learn(RangeState state, int register, Bounds bounds) {
        if (register < RangeState.REGISTERS) {
            state.set(register, bounds);
        }
    }

    private void call(int slot, RangeState state) {
        int callee = slot + 1 + program.get(slot).imm();
        RangeState entered = RangeState.unknown();
        for (int register = 1; register <= 5; register++) {
            entered.set(register, state.register(register));
        }
        arrive(slot, callee, entered);
        Bounds result = results.get(callee);
        if (result != null) {
            step.forgetLent(slot, state);
            RangeStep.forgetScratch(state);
            state.set(0, result);
            arrive(slot, slot + 1, state);
        }
    }

    private void leave(int slot, Bounds result, @Nullable Map<Integer, Bounds> newResults) {
        int function = functions.of(slot);
        Bounds aligned = Joining.aligned(result);
        if (newResults != null) {
            newResults.merge(function, aligned, Joining::join);
            return;
        }
        Bounds known = results.get(function);
        Bounds joined = known == null ? aligned : Joining.join(known, aligned);
        if (!joined.equals(known)) {
            boolean grewOften = ++resultGrowths[function] > SMALL_STEPS;
            results.put(function, grewOften ? Bounds.UNKNOWN : joined);
            waiting.addAll(functions.callersOf(function));
        }
    }

    /** A run may get from one slot to another with these numbers. */
    private void arrive(int slot, int target, RangeState state) {
        if (!kinds.isReached(target)) {
            return;
        }
        RangeState known = before[target];
        if (known == null) {
            before[target] = state.copy();
            waiting.add(target);
        } else if (narrows) {
            known.join(state, null);
        } else if (known.join(state, wideningAt(slot, target))) {
            growths[target]++;
            waiting.add(target);
        }
    }

    private @Nullable Widening wideningAt(int slot, int target) {
        boolean back = target <= slot || functions.isCalled(target);
        int growth = growths[target];
        if (!back && growth < COARSE_STEPS * 4 || growth < SMALL_STEPS) {
            return null;
        }
        return growth < STEPS ? widening : growth < COARSE_STEPS ? coarse : Widening.TO_UNKNOWN;
    }

    private ProgramProof refined() {
        int[] live = new int[program.size()];
        boolean[] reached = new boolean[program.size()];
        RegisterProof[] proofs = new RegisterProof[program.size() * ProgramProof.REGISTERS];
        RangeState state = null;
        for (int slot = 0; slot < program.size(); slot++) {
            reached[slot] = kinds.isReached(slot);
            if (functions.beginsBlock(slot)) {
                state = before[slot] == null ? null : before[slot].copy();
            }
            for (int register = 0; register < ProgramProof.REGISTERS; register++) {
                live[slot] |= kinds.isLive(slot, register) ? 1 << register : 0;
                RegisterProof known = kinds.before(slot, register);
                boolean narrower = state != null && reached[slot] && known.is(Kind.NUMBER);
                proofs[slot * ProgramProof.REGISTERS + register] =
                        narrower ? narrower(known, state.register(register)) : known;
            }
            if (state != null && reached[slot] && !functions.endsBlock(slot)) {
                step.apply(slot, state);
            }
        }
        return new ProgramProof(proofs, live, reached);
    }

    private static RegisterProof narrower(RegisterProof known, Bounds range) {
        long min = Long.compareUnsigned(known.min(), range.umin()) >= 0 ? known.min() : range.umin();
        long max = Long.compareUnsigned(known.max(), range.umax()) <= 0 ? known.max() : range.umax();
        boolean contradicts = Long.compareUnsigned(min, max) > 0;
        return contradicts || min == known.min() && max == known.max() ? known : RegisterProof.number(min, max);
    }
}
