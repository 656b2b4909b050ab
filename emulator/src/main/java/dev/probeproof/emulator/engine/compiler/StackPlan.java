// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.helper.Argument;
import dev.probeproof.emulator.helper.ArgumentKind;
import dev.probeproof.emulator.helper.HelperPrototype;
import dev.probeproof.emulator.proof.RegisterProof;
import dev.probeproof.emulator.proof.RegisterProof.Kind;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.uapi.HelperId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static dev.probeproof.loader.insn.Opcode.*;

/**
 * Which 8-byte words of a function's stack may live in local variables: those that only the function itself touches,
 * by itself or by lending them to a helper for the time of a call. All others lie in memory, where whoever has their
 * address finds them.
 */
final class StackPlan {
    static final int STACK_BYTES = 512;
    static final int WORDS = STACK_BYTES / Long.BYTES;

    /**
     * Stack memory that a helper gets at a call.
     *
     * @param index of the first byte in the frame
     * @param written whether the helper may write it
     * @param direct whether the call is written out, and does without memory where the word is a local variable
     */
    record Loan(int register, int index, int bytes, boolean written, boolean direct) {
        int firstWord() {
            return index / Long.BYTES;
        }

        int lastWord() {
            return (index + bytes - 1) / Long.BYTES;
        }
    }

    private final Instructions program;
    private final FunctionLayout function;
    private final Tracking tracking;
    private final ProgramFacts facts;
    private final BitSet touched = new BitSet();
    private final BitSet inMemory = new BitSet();
    /** By word, the place and the size of what is accessed in it; negative if that is not always the same. */
    private final int[] parts = new int[WORDS];

    private final Map<Integer, List<Loan>> loans = new HashMap<>();
    private boolean everythingInMemory;
    private boolean callsFunctions;

    private StackPlan(Instructions program, FunctionLayout function, Tracking tracking, ProgramFacts facts) {
        this.program = program;
        this.function = function;
        this.tracking = tracking;
        this.facts = facts;
    }

    /**
     * @param promote false to keep all words in memory
     */
    static StackPlan of(
            Instructions program, FunctionLayout function, Tracking tracking, ProgramFacts facts, boolean promote) {
        StackPlan plan = new StackPlan(program, function, tracking, facts);
        plan.everythingInMemory = !promote;
        for (int slot = function.start(); slot < function.end(); slot = function.next(slot)) {
            if (tracking.isReached(slot)) {
                plan.look(slot, program.get(slot));
            }
        }
        return plan;
    }

    /** Whether a word is a local variable. */
    boolean isPromoted(int word) {
        return !everythingInMemory && touched.get(word) && !inMemory.get(word);
    }

    /** Whether nothing but one and the same part of a word is ever read or written: then the rest of it is nothing. */
    boolean hasOnePart(int word) {
        return parts[word] > 0;
    }

    private void notePart(int index, int bytes) {
        int part = index * (STACK_BYTES + 1) + bytes;
        int last = (index + bytes - 1) / Long.BYTES;
        for (int word = index / Long.BYTES; word <= last; word++) {
            boolean same = parts[word] == 0 || parts[word] == part;
            parts[word] = same && last == index / Long.BYTES ? part : -1;
        }
    }

    /** Whether the function needs its frame in memory. */
    boolean needsFrame() {
        return everythingInMemory
                || callsFunctions
                || facts.variant().limited()
                || !inMemory.isEmpty()
                || lendsMemory();
    }

    private boolean lendsMemory() {
        return loans.values().stream()
                .flatMap(List::stream)
                .anyMatch(loan -> !loan.direct() || !isPromoted(loan.firstWord()));
    }

    /** How many bytes below the end of the frame a program may read before it writes them. */
    int bytesToClear() {
        if (everythingInMemory) {
            return STACK_BYTES;
        }
        return inMemory.isEmpty() ? 0 : STACK_BYTES - inMemory.nextSetBit(0) * Long.BYTES;
    }

    /** What a helper gets of the stack at a call. */
    List<Loan> loans(int slot) {
        return loans.getOrDefault(slot, List.of());
    }

    private void look(int slot, Instruction instruction) {
        switch (instruction.instructionClass()) {
            case LDX -> access(slot, instruction.src(), instruction.off(), sizeBytes(instruction.opcode()));
            case ST -> access(slot, instruction.dst(), instruction.off(), sizeBytes(instruction.opcode()));
            case STX -> {
                if (tracking.isStack(slot, instruction.src())) {
                    everythingInMemory = true;
                }
                access(slot, instruction.dst(), instruction.off(), sizeBytes(instruction.opcode()));
                if ((instruction.opcode() & 0xe0) == ATOMIC) {
                    keep(slot, instruction.dst(), instruction.off(), sizeBytes(instruction.opcode()));
                }
            }
            case ALU, ALU64 -> arithmetic(slot, instruction);
            case JMP, JMP32 -> jump(slot, instruction);
            default -> {}
        }
    }

    private void access(int slot, int register, int offset, int size) {
        RegisterProof pointer = tracking.before(slot, register);
        if (pointer.kind() == Kind.STACK) {
            int index = tracking.constantStackIndex(slot, register, offset);
            if (index >= 0 && index % Long.BYTES + size <= Long.BYTES) {
                touched.set(index / Long.BYTES);
                notePart(index, size);
            } else {
                keep(slot, register, offset, size);
            }
        } else if (!tracking.isPointer(slot, register) && pointer.kind() != Kind.KERNEL_OBJECT) {
            // Whatever that is, it may be the stack.
            everythingInMemory = true;
        }
    }

    /** These bytes must be memory. */
    private void keep(int slot, int register, int offset, int size) {
        RegisterProof pointer = tracking.before(slot, register);
        if (pointer.kind() != Kind.STACK) {
            return;
        }
        long first = STACK_BYTES + pointer.min() + offset;
        long last = STACK_BYTES + pointer.max() + offset + size - 1;
        if (first < 0 || last >= STACK_BYTES || pointer.min() > pointer.max()) {
            everythingInMemory = true;
            return;
        }
        touched.set((int) first / Long.BYTES, (int) last / Long.BYTES + 1);
        inMemory.set((int) first / Long.BYTES, (int) last / Long.BYTES + 1);
    }

    /** A pointer to the stack that becomes something else is out of sight from then on. */
    private void arithmetic(int slot, Instruction instruction) {
        boolean register = (instruction.opcode() & X) != 0 && (instruction.opcode() & 0xf0) != END;
        boolean movesImmediate = (instruction.opcode() & 0xf0) == MOV && !register;
        boolean reads = register && tracking.isStack(slot, instruction.src())
                || !movesImmediate && (instruction.opcode() & 0xf0) != MOV && tracking.isStack(slot, instruction.dst());
        int next = function.next(slot);
        if (reads && !tracking.isStack(next, instruction.dst()) && tracking.isLive(next, instruction.dst())) {
            everythingInMemory = true;
        }
    }

    private void jump(int slot, Instruction instruction) {
        if (instruction.opcode() == EXIT && tracking.isStack(slot, 0)) {
            everythingInMemory = true;
        }
        if (instruction.opcode() != CALL) {
            return;
        }
        if (instruction.src() == PSEUDO_CALL) {
            callsFunctions = true;
            int callee = slot + 1 + instruction.imm();
            for (int register = 1; register <= 5; register++) {
                if (tracking.isLive(callee, register) && tracking.isStack(slot, register)) {
                    everythingInMemory = true;
                }
            }
            return;
        }
        HelperPrototype prototype = facts.prototype(instruction.imm());
        callsFunctions |= prototype.kinds().contains(ArgumentKind.CALLBACK) || facts.isTailCall(instruction.imm());
        for (int register = 1; register <= prototype.arguments().size(); register++) {
            if (tracking.isStack(slot, register)) {
                lend(slot, register, prototype);
            }
        }
    }

    private void lend(int slot, int register, HelperPrototype prototype) {
        Argument argument = prototype.arguments().get(register - 1);
        long size = switch (argument.kind().family()) {
            case MAP_KEY -> facts.keySize(tracking.before(slot, 1));
            case MAP_VALUE -> facts.valueSize(tracking.before(slot, 1));
            case MEMORY ->
                argument.kind().isFixedSize() ? argument.sizeBytes() : greatest(tracking.before(slot, register + 1));
            case INT_OUT -> Integer.BYTES;
            case LONG_OUT -> Long.BYTES;
            default -> -1;
        };
        int index = tracking.constantStackIndex(slot, register, 0);
        if (size < 0 || size > STACK_BYTES || index < 0 && size != 0 || index + size > STACK_BYTES) {
            everythingInMemory = true;
            return;
        }
        if (size > 0) {
            boolean direct = isDirect(slot, register, index, (int) size, prototype.id());
            Loan loan = new Loan(register, index, (int) size, !argument.kind().isReadOnly(), direct);
            touched.set(loan.firstWord(), loan.lastWord() + 1);
            notePart(index, (int) size);
            loans.computeIfAbsent(slot, at -> new ArrayList<>()).add(loan);
        }
    }

    /** {@link CallWriter} writes these calls out. */
    private boolean isDirect(int slot, int register, int index, int size, HelperId helper) {
        if (facts.isMocked(helper.number())) {
            return false;
        }
        return switch (helper) {
            case PROBE_READ, PROBE_READ_KERNEL, PROBE_READ_USER ->
                register == 1
                        && tracking.before(slot, 2).isConstant()
                        && Integer.bitCount(size) == 1
                        && index % Long.BYTES + size <= Long.BYTES;
            case MAP_LOOKUP_ELEM -> {
                RegisterProof map = tracking.before(slot, 1);
                yield register == 2
                        && map.kind() == Kind.MAP_POINTER
                        && map.map() >= 0
                        && facts.isFlat(map.map())
                        && index % Integer.BYTES == 0;
            }
            default -> false;
        };
    }

    private static long greatest(RegisterProof size) {
        return size.isSmall() ? size.max() : -1;
    }
}
