// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.range;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.emulator.proof.RegisterProof;
import dev.probeproof.emulator.proof.RegisterProof.Kind;
import dev.probeproof.emulator.verifier.number.Arithmetic;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.number.NumberRules;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.uapi.HelperId;
import java.util.Optional;

import static dev.probeproof.loader.insn.Opcode.*;

/** What one instruction that is no jump makes of ranges. */
final class RangeStep {
    /**
     * By this release's conclusions, whichever release the program is for: numbers are the same in all. The newest that
     * keeps ranges in the nine parts that can be joined.
     */
    static final NumberRules RULES = NumberRules.of(KernelProfile.of("7.1"));

    private static final int STACK_BYTES = RangeState.STACK_BYTES;
    private static final Bounds LOW_HALF = Bounds.ofBytes(RULES, Integer.BYTES);

    private final Instructions program;
    private final ProgramProof kinds;

    /**
     * @param kinds what registers hold, which is relied on
     */
    RangeStep(Instructions program, ProgramProof kinds) {
        this.program = program;
        this.kinds = kinds;
    }

    /** The second operand of arithmetic or of a comparison. */
    static Bounds operand(Instruction instruction, RangeState state) {
        return (instruction.opcode() & X) != 0 ? state.register(instruction.src()) : Bounds.constant(instruction.imm());
    }

    /** Changes the state before an instruction to the one after it. */
    void apply(int slot, RangeState state) {
        Instruction instruction = program.get(slot);
        switch (instruction.instructionClass()) {
            case ALU, ALU64 -> arithmetic(instruction, state);
            case LD -> {
                if (instruction.isWide()) {
                    wide(slot, instruction, state);
                } else {
                    forgetScratch(state);
                }
            }
            case LDX -> load(slot, instruction, instruction.src(), state);
            case ST -> store(slot, instruction, Bounds.constant(instruction.imm()), state);
            case STX -> {
                if ((instruction.opcode() & 0xe0) == ATOMIC) {
                    atomic(slot, instruction, state);
                } else {
                    store(slot, instruction, state.register(instruction.src()), state);
                }
            }
            default -> helper(slot, instruction, state);
        }
    }

    private void arithmetic(Instruction instruction, RangeState state) {
        int dst = instruction.dst();
        int operation = instruction.opcode() & 0xf0;
        boolean wide = instruction.instructionClass() == ALU64;
        Bounds left = state.register(dst);
        Bounds right = operation == END ? left : operand(instruction, state);
        state.set(
                dst,
                switch (operation) {
                    case MOV -> move(instruction, wide, right);
                    case END -> ordered(instruction, left);
                    case DIV, MOD -> divided(instruction, operation, wide, left, right);
                    default -> Arithmetic.apply(RULES, operation, wide, left, right);
                });
    }

    private static Bounds move(Instruction instruction, boolean wide, Bounds from) {
        boolean extends_ = (instruction.opcode() & X) != 0 && instruction.off() != 0;
        if (extends_) {
            return from.signExtended(RULES, instruction.off(), wide);
        }
        return wide ? from : from.zeroExtended32(RULES);
    }

    /** Bytes change places or not: which depends on the machine, so only the size counts. */
    private static Bounds ordered(Instruction instruction, Bounds from) {
        int bytes = instruction.imm() / 8;
        return bytes == Long.BYTES ? Bounds.UNKNOWN : Bounds.ofBytes(RULES, bytes);
    }

    /** Unsigned: neither quotient nor remainder is more than the dividend; division by zero gives 0 and the dividend. */
    private static Bounds divided(Instruction instruction, int operation, boolean wide, Bounds left, Bounds right) {
        Bounds dividend = wide ? left : left.zeroExtended32(RULES);
        Bounds divisor = wide ? right : right.zeroExtended32(RULES);
        boolean negative =
                dividend.smin() < 0 || divisor.smin() < 0 || !wide && (dividend.s32min() < 0 || divisor.s32min() < 0);
        if (instruction.off() == 1 && negative || dividend.umax() < 0) {
            return wide ? Bounds.UNKNOWN : LOW_HALF;
        }
        long most = dividend.umax();
        if (operation == MOD && divisor.umin() != 0 && divisor.umax() > 0) {
            most = Math.min(most, divisor.umax() - 1);
        } else if (operation == DIV && Long.compareUnsigned(divisor.umin(), 1) > 0) {
            most = Long.divideUnsigned(most, divisor.umin());
        }
        return Bounds.UNKNOWN.withSignedRange(RULES, 0, most);
    }

    private void wide(int slot, Instruction instruction, RangeState state) {
        if (instruction.src() == 0) {
            long value = (long) program.get(slot + 1).imm() << 32 | instruction.imm() & 0xffff_ffffL;
            state.set(instruction.dst(), Bounds.constant(value));
        } else {
            state.forget(instruction.dst());
        }
    }

    private void load(int slot, Instruction instruction, int pointer, RangeState state) {
        int bytes = sizeBytes(instruction.opcode());
        boolean signed = (instruction.opcode() & 0xe0) == MEMSX;
        RegisterProof place = before(slot, pointer);
        Bounds known = null;
        if (place.is(Kind.STACK) && place.isConstant()) {
            known = state.load((int) (STACK_BYTES + place.min()) + instruction.off(), bytes);
        }
        int dst = instruction.dst();
        // A field of the context may be narrower than what it stands for: an address of a packet.
        boolean isNumber = kinds.isReached(slot + 1)
                && kinds.isLive(slot + 1, dst)
                && before(slot + 1, dst).is(Kind.NUMBER);
        if (!isNumber) {
            state.forget(dst);
        } else if (signed) {
            state.set(dst, (known == null ? Bounds.UNKNOWN : known).signExtended(RULES, 8 * bytes, true));
        } else {
            state.set(dst, known == null ? Bounds.ofBytes(RULES, bytes) : known);
        }
    }

    private void store(int slot, Instruction instruction, Bounds value, RangeState state) {
        int bytes = sizeBytes(instruction.opcode());
        RegisterProof place = before(slot, instruction.dst());
        long index = STACK_BYTES + place.min() + instruction.off();
        if (place.is(Kind.STACK) && place.isConstant() && index >= 0 && index + bytes <= STACK_BYTES) {
            state.store((int) index, bytes, value.truncatedTo(RULES, bytes));
        } else {
            overwrite(place, instruction.off(), bytes, state);
        }
    }

    /** Something is written to where a pointer points. */
    private static void overwrite(RegisterProof place, int offset, int bytes, RangeState state) {
        switch (place.kind()) {
            case CONTEXT, MAP_VALUE, PACKET, PACKET_META, MEMORY, CALLER_STACK -> {}
            case STACK -> {
                boolean bounded = place.min() <= place.max()
                        && place.min() >= -STACK_BYTES - Short.MAX_VALUE
                        && place.max() <= STACK_BYTES + Short.MAX_VALUE;
                if (bounded) {
                    long from = STACK_BYTES + place.min() + offset;
                    state.forgetStack(from, STACK_BYTES + place.max() + offset + bytes);
                } else {
                    state.forgetStack();
                }
            }
            default -> state.forgetStack();
        }
    }

    private void atomic(int slot, Instruction instruction, RangeState state) {
        if (instruction.imm() == LOAD_ACQUIRE) {
            load(slot, instruction, instruction.src(), state);
            return;
        }
        if (instruction.imm() == STORE_RELEASE) {
            store(slot, instruction, state.register(instruction.src()), state);
            return;
        }
        int bytes = sizeBytes(instruction.opcode());
        overwrite(before(slot, instruction.dst()), instruction.off(), bytes, state);
        if (instruction.imm() == CMPXCHG) {
            state.set(0, Bounds.ofBytes(RULES, bytes));
        } else if ((instruction.imm() & FETCH) != 0) {
            state.set(instruction.src(), Bounds.ofBytes(RULES, bytes));
        }
    }

    private void helper(int slot, Instruction instruction, RangeState state) {
        Optional<HelperId> id = HelperId.of(instruction.imm());
        if (id.isEmpty() || !onlyReads(id.get())) {
            forgetLent(slot, state);
        }
        forgetScratch(state);
    }

    /** Whoever is called with a pointer to the stack may write anywhere in it. */
    void forgetLent(int slot, RangeState state) {
        for (int register = 1; register <= 5; register++) {
            Kind kind = before(slot, register).kind();
            boolean maybe = kind == Kind.STACK || kind == Kind.UNKNOWN || kind == Kind.OTHER_POINTER;
            if (maybe && kinds.isLive(slot, register)) {
                state.forgetStack();
            }
        }
    }

    /** What a call leaves in none of the registers that it may change. */
    static void forgetScratch(RangeState state) {
        for (int register = 0; register <= 5; register++) {
            state.forget(register);
        }
    }

    private static boolean onlyReads(HelperId helper) {
        return switch (helper) {
            case MAP_LOOKUP_ELEM, MAP_UPDATE_ELEM, MAP_DELETE_ELEM -> true;
            default -> false;
        };
    }

    private RegisterProof before(int slot, int register) {
        return register == RangeState.REGISTERS
                ? new RegisterProof(Kind.STACK, 0, 0, false, -1)
                : kinds.before(slot, register);
    }

    /** Whether nothing but what is looked at here happens in a program: calls into a kernel, for one, may go on anywhere. */
    static boolean isUnderstood(Instruction instruction) {
        boolean kernelCall =
                instruction.opcode() == CALL && instruction.src() != HELPER_CALL && instruction.src() != PSEUDO_CALL;
        boolean cast = instruction.opcode() == (ALU64 | MOV | X) && instruction.off() == 1;
        return !kernelCall
                && !cast
                && instruction.opcode() != CALLX
                && instruction.opcode() != MAY_GOTO
                && instruction.opcode() != GOTO_REGISTER;
    }
}
