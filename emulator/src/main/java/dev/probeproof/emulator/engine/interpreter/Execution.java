// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionEnvironment;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.engine.RunProgress;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.helper.HelperContext;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.FrameStack;
import dev.probeproof.emulator.memory.MemoryFault;
import dev.probeproof.emulator.object.KernelObjects;
import dev.probeproof.emulator.object.KernelVariables;
import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.world.World;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

import static dev.probeproof.emulator.engine.interpreter.Arithmetic.LOW_32;
import static dev.probeproof.loader.insn.Opcode.*;
import static java.lang.Long.compareUnsigned;

/** One run after the other: the switch over all instructions, and what helpers may touch meanwhile. */
final class Execution implements HelperContext {
    /**
     * The budget is compared once in 4096 instructions, and exactly, as zero is a multiple of that. A comparison each time
     * would make HotSpot take the loop for a counted one and rearrange it, which costs about a twentieth.
     */
    private static final int BUDGET_MASK = 0xfff;

    private final Interpreter interpreter;
    private final long budget;
    private final CallStack stack;
    private final MemoryAccess memory;
    private final Calls calls;

    private ExecutionEnvironment environment;
    private AddressSpace kernelMemory;
    private @Nullable ExecutionListener listener;
    private boolean little;
    private long contextAddress;

    /** Instructions that may still run; the loop under way keeps its own count and writes it here before it calls. */
    private long left;

    private int faultSlot = -1;

    /** The program under way. A field, because a local that nearly no case uses still occupies a register in all. */
    private Code code;

    Execution(Interpreter interpreter, long budget, ExecutionEnvironment environment, FrameStack frames, Code code) {
        this.interpreter = interpreter;
        this.budget = budget;
        this.environment = environment;
        this.kernelMemory = environment.kernelMemory();
        this.stack = new CallStack(frames);
        this.memory = new MemoryAccess(environment);
        this.calls = new Calls(environment, this);
        this.code = code;
    }

    /** Begins another run. References are written only when they change: garbage collectors charge for each. */
    void begin(ExecutionEnvironment of, FrameStack frames, @Nullable ExecutionListener by, Code program, long context) {
        if (environment != of) {
            environment = of;
            kernelMemory = of.kernelMemory();
        }
        little = kernelMemory.order() == ByteOrder.LITTLE_ENDIAN;
        if (listener != by) {
            listener = by;
        }
        if (code != program) {
            code = program;
        }
        contextAddress = context;
        left = budget;
        faultSlot = -1;
        stack.begin(frames);
        memory.begin(of, by, of.packet(), context);
        calls.begin(of, by);
        if (by != null) {
            by.programEntered(program.program());
        }
    }

    /** Takes over a run that has come that far. */
    void goOn(RunProgress progress) {
        left = budget - progress.executed();
        calls.goOn(progress.tailCalls());
    }

    int tailCalls() {
        return calls.tailCalls();
    }

    long executed() {
        return budget - left;
    }

    /** Where the run faulted, in the program that ran at that moment; -1 if it did not. */
    int faultSlot() {
        return faultSlot;
    }

    /** Runs a function in a frame of its own and returns its r0. */
    long function(int entry, long a1, long a2, long a3, long a4, long a5) {
        int callers = stack.depth();
        stack.enter();
        try {
            return interpret(entry, new long[] {0, a1, a2, a3, a4, a5});
        } finally {
            stack.leaveTo(callers);
        }
    }

    /**
     * Goes on in the function under way, whose frame another engine entered and leaves, and returns its r0.
     *
     * @param registers r0 to r9
     */
    long rest(int slot, long[] registers) {
        return interpret(slot, registers);
    }

    /**
     * Labels are opcodes of RFC 9669, or of {@link Code} where an opcode alone does not say enough. Everything rare is a
     * call, because HotSpot does not compile a method of more than 8000 bytes; the registers are allocated here and have
     * 16 elements, so that indexes of four bits need no check.
     */
    private long interpret(int entry, long[] first) {
        final long[] r = new long[16];
        System.arraycopy(first, 0, r, 0, first.length);
        r[10] = stack.framePointer();
        final int outermost = stack.depth();
        long[] slots = code.slots();
        final ExecutionListener observer = listener;
        long remaining = left;
        int pc = entry;
        try {
            while (true) {
                if ((remaining & BUDGET_MASK) == 0 && remaining == 0) {
                    pc++;
                    throw exhausted();
                }
                remaining--;
                if (observer != null) {
                    observer.instruction(pc, r);
                }
                long slot = slots[pc++];
                int dst = (int) (slot >>> 8) & 15;
                int src = (int) (slot >>> 12) & 15;
                int off = (short) (slot >>> 16);
                int imm = (int) (slot >> 32);
                switch ((int) slot & 0xff) {
                    case ALU64 | ADD | K -> r[dst] += imm;
                    case ALU64 | ADD | X -> r[dst] += r[src];
                    case ALU64 | SUB | K -> r[dst] -= imm;
                    case ALU64 | SUB | X -> r[dst] -= r[src];
                    case ALU64 | MUL | K -> r[dst] *= imm;
                    case ALU64 | MUL | X -> r[dst] *= r[src];
                    case ALU64 | OR | K -> r[dst] |= imm;
                    case ALU64 | OR | X -> r[dst] |= r[src];
                    case ALU64 | AND | K -> r[dst] &= imm;
                    case ALU64 | AND | X -> r[dst] &= r[src];
                    case ALU64 | XOR | K -> r[dst] ^= imm;
                    case ALU64 | XOR | X -> r[dst] ^= r[src];
                    case ALU64 | LSH | K -> r[dst] <<= imm;
                    case ALU64 | LSH | X -> r[dst] <<= r[src];
                    case ALU64 | RSH | K -> r[dst] >>>= imm;
                    case ALU64 | RSH | X -> r[dst] >>>= r[src];
                    case ALU64 | ARSH | K -> r[dst] >>= imm;
                    case ALU64 | ARSH | X -> r[dst] >>= r[src];
                    case ALU64 | NEG -> r[dst] = -r[dst];
                    case ALU64 | MOV | K -> r[dst] = imm;
                    case ALU64 | MOV | X -> r[dst] = r[src];
                    case Code.MOVSX64_8 -> r[dst] = (byte) r[src];
                    case Code.MOVSX64_16 -> r[dst] = (short) r[src];
                    case Code.MOVSX64_32 -> r[dst] = (int) r[src];
                    case ALU64 | DIV | K -> r[dst] = Arithmetic.divide(r[dst], imm);
                    case ALU64 | DIV | X -> r[dst] = Arithmetic.divide(r[dst], r[src]);
                    case ALU64 | MOD | K -> r[dst] = Arithmetic.modulo(r[dst], imm);
                    case ALU64 | MOD | X -> r[dst] = Arithmetic.modulo(r[dst], r[src]);
                    case Code.SDIV64_K -> r[dst] = Arithmetic.divideSigned(r[dst], imm);
                    case Code.SDIV64_X -> r[dst] = Arithmetic.divideSigned(r[dst], r[src]);
                    case Code.SMOD64_K -> r[dst] = Arithmetic.moduloSigned(r[dst], imm);
                    case Code.SMOD64_X -> r[dst] = Arithmetic.moduloSigned(r[dst], r[src]);

                    case ALU | ADD | K -> r[dst] = (r[dst] + imm) & LOW_32;
                    case ALU | ADD | X -> r[dst] = (r[dst] + r[src]) & LOW_32;
                    case ALU | SUB | K -> r[dst] = (r[dst] - imm) & LOW_32;
                    case ALU | SUB | X -> r[dst] = (r[dst] - r[src]) & LOW_32;
                    case ALU | MUL | K -> r[dst] = (r[dst] * imm) & LOW_32;
                    case ALU | MUL | X -> r[dst] = (r[dst] * r[src]) & LOW_32;
                    case ALU | OR | K -> r[dst] = (r[dst] | imm) & LOW_32;
                    case ALU | OR | X -> r[dst] = (r[dst] | r[src]) & LOW_32;
                    case ALU | AND | K -> r[dst] = r[dst] & imm & LOW_32;
                    case ALU | AND | X -> r[dst] = r[dst] & r[src] & LOW_32;
                    case ALU | XOR | K -> r[dst] = (r[dst] ^ imm) & LOW_32;
                    case ALU | XOR | X -> r[dst] = (r[dst] ^ r[src]) & LOW_32;
                    case ALU | LSH | K -> r[dst] = ((int) r[dst] << imm) & LOW_32;
                    case ALU | LSH | X -> r[dst] = ((int) r[dst] << (int) r[src]) & LOW_32;
                    case ALU | RSH | K -> r[dst] = ((int) r[dst] >>> imm) & LOW_32;
                    case ALU | RSH | X -> r[dst] = ((int) r[dst] >>> (int) r[src]) & LOW_32;
                    case ALU | ARSH | K -> r[dst] = ((int) r[dst] >> imm) & LOW_32;
                    case ALU | ARSH | X -> r[dst] = ((int) r[dst] >> (int) r[src]) & LOW_32;
                    case ALU | NEG -> r[dst] = -r[dst] & LOW_32;
                    case ALU | MOV | K -> r[dst] = imm & LOW_32;
                    case ALU | MOV | X -> r[dst] = r[src] & LOW_32;
                    case Code.MOVSX32_8 -> r[dst] = (byte) r[src] & LOW_32;
                    case Code.MOVSX32_16 -> r[dst] = (short) r[src] & LOW_32;
                    case ALU | DIV | K -> r[dst] = Arithmetic.divide32(r[dst], imm);
                    case ALU | DIV | X -> r[dst] = Arithmetic.divide32(r[dst], r[src]);
                    case ALU | MOD | K -> r[dst] = Arithmetic.modulo32(r[dst], imm);
                    case ALU | MOD | X -> r[dst] = Arithmetic.modulo32(r[dst], r[src]);
                    case Code.SDIV32_K -> r[dst] = Arithmetic.divideSigned32(r[dst], imm);
                    case Code.SDIV32_X -> r[dst] = Arithmetic.divideSigned32(r[dst], r[src]);
                    case Code.SMOD32_K -> r[dst] = Arithmetic.moduloSigned32(r[dst], imm);
                    case Code.SMOD32_X -> r[dst] = Arithmetic.moduloSigned32(r[dst], r[src]);

                    case ALU | END | K -> r[dst] = Arithmetic.toOrder(little, r[dst], imm);
                    case ALU | END | X -> r[dst] = Arithmetic.toOrder(!little, r[dst], imm);
                    case ALU64 | END | K -> r[dst] = Arithmetic.swapBytes(r[dst], imm);

                    case JMP | JA -> pc += off;
                    case JMP32 | JA -> pc += imm;
                    case JMP | JEQ | K -> pc += r[dst] == imm ? off : 0;
                    case JMP | JEQ | X -> pc += r[dst] == r[src] ? off : 0;
                    case JMP | JNE | K -> pc += r[dst] != imm ? off : 0;
                    case JMP | JNE | X -> pc += r[dst] != r[src] ? off : 0;
                    case JMP | JSET | K -> pc += (r[dst] & imm) != 0 ? off : 0;
                    case JMP | JSET | X -> pc += (r[dst] & r[src]) != 0 ? off : 0;
                    case JMP | JGT | K -> pc += compareUnsigned(r[dst], imm) > 0 ? off : 0;
                    case JMP | JGT | X -> pc += compareUnsigned(r[dst], r[src]) > 0 ? off : 0;
                    case JMP | JGE | K -> pc += compareUnsigned(r[dst], imm) >= 0 ? off : 0;
                    case JMP | JGE | X -> pc += compareUnsigned(r[dst], r[src]) >= 0 ? off : 0;
                    case JMP | JLT | K -> pc += compareUnsigned(r[dst], imm) < 0 ? off : 0;
                    case JMP | JLT | X -> pc += compareUnsigned(r[dst], r[src]) < 0 ? off : 0;
                    case JMP | JLE | K -> pc += compareUnsigned(r[dst], imm) <= 0 ? off : 0;
                    case JMP | JLE | X -> pc += compareUnsigned(r[dst], r[src]) <= 0 ? off : 0;
                    case JMP | JSGT | K -> pc += r[dst] > imm ? off : 0;
                    case JMP | JSGT | X -> pc += r[dst] > r[src] ? off : 0;
                    case JMP | JSGE | K -> pc += r[dst] >= imm ? off : 0;
                    case JMP | JSGE | X -> pc += r[dst] >= r[src] ? off : 0;
                    case JMP | JSLT | K -> pc += r[dst] < imm ? off : 0;
                    case JMP | JSLT | X -> pc += r[dst] < r[src] ? off : 0;
                    case JMP | JSLE | K -> pc += r[dst] <= imm ? off : 0;
                    case JMP | JSLE | X -> pc += r[dst] <= r[src] ? off : 0;

                    case JMP32 | JEQ | K -> pc += (int) r[dst] == imm ? off : 0;
                    case JMP32 | JEQ | X -> pc += (int) r[dst] == (int) r[src] ? off : 0;
                    case JMP32 | JNE | K -> pc += (int) r[dst] != imm ? off : 0;
                    case JMP32 | JNE | X -> pc += (int) r[dst] != (int) r[src] ? off : 0;
                    case JMP32 | JSET | K -> pc += ((int) r[dst] & imm) != 0 ? off : 0;
                    case JMP32 | JSET | X -> pc += ((int) r[dst] & (int) r[src]) != 0 ? off : 0;
                    case JMP32 | JGT | K -> pc += (r[dst] & LOW_32) > (imm & LOW_32) ? off : 0;
                    case JMP32 | JGT | X -> pc += (r[dst] & LOW_32) > (r[src] & LOW_32) ? off : 0;
                    case JMP32 | JGE | K -> pc += (r[dst] & LOW_32) >= (imm & LOW_32) ? off : 0;
                    case JMP32 | JGE | X -> pc += (r[dst] & LOW_32) >= (r[src] & LOW_32) ? off : 0;
                    case JMP32 | JLT | K -> pc += (r[dst] & LOW_32) < (imm & LOW_32) ? off : 0;
                    case JMP32 | JLT | X -> pc += (r[dst] & LOW_32) < (r[src] & LOW_32) ? off : 0;
                    case JMP32 | JLE | K -> pc += (r[dst] & LOW_32) <= (imm & LOW_32) ? off : 0;
                    case JMP32 | JLE | X -> pc += (r[dst] & LOW_32) <= (r[src] & LOW_32) ? off : 0;
                    case JMP32 | JSGT | K -> pc += (int) r[dst] > imm ? off : 0;
                    case JMP32 | JSGT | X -> pc += (int) r[dst] > (int) r[src] ? off : 0;
                    case JMP32 | JSGE | K -> pc += (int) r[dst] >= imm ? off : 0;
                    case JMP32 | JSGE | X -> pc += (int) r[dst] >= (int) r[src] ? off : 0;
                    case JMP32 | JSLT | K -> pc += (int) r[dst] < imm ? off : 0;
                    case JMP32 | JSLT | X -> pc += (int) r[dst] < (int) r[src] ? off : 0;
                    case JMP32 | JSLE | K -> pc += (int) r[dst] <= imm ? off : 0;
                    case JMP32 | JSLE | X -> pc += (int) r[dst] <= (int) r[src] ? off : 0;

                    case LD_IMM64 -> r[dst] = slots[pc++] & ~LOW_32 | imm & LOW_32;
                    case LDX | MEM | B -> r[dst] = memory.load(pc - 1, r[src] + off, 1);
                    case LDX | MEM | H -> r[dst] = memory.load(pc - 1, r[src] + off, 2);
                    case LDX | MEM | W -> r[dst] = memory.load(pc - 1, r[src] + off, 4);
                    case LDX | MEM | DW -> r[dst] = memory.load(pc - 1, r[src] + off, 8);
                    case LDX | MEMSX | B -> r[dst] = (byte) memory.load(pc - 1, r[src] + off, 1);
                    case LDX | MEMSX | H -> r[dst] = (short) memory.load(pc - 1, r[src] + off, 2);
                    case LDX | MEMSX | W -> r[dst] = (int) memory.load(pc - 1, r[src] + off, 4);
                    case ST | MEM | B -> memory.store(pc - 1, r[dst] + off, 1, imm);
                    case ST | MEM | H -> memory.store(pc - 1, r[dst] + off, 2, imm);
                    case ST | MEM | W -> memory.store(pc - 1, r[dst] + off, 4, imm);
                    case ST | MEM | DW -> memory.store(pc - 1, r[dst] + off, 8, imm);
                    case STX | MEM | B -> memory.store(pc - 1, r[dst] + off, 1, r[src]);
                    case STX | MEM | H -> memory.store(pc - 1, r[dst] + off, 2, r[src]);
                    case STX | MEM | W -> memory.store(pc - 1, r[dst] + off, 4, r[src]);
                    case STX | MEM | DW -> memory.store(pc - 1, r[dst] + off, 8, r[src]);
                    case STX | ATOMIC | W, STX | ATOMIC | DW -> Atomics.execute(memory, pc - 1, slot, r);

                    case CALL, CALLX -> {
                        int number = imm;
                        if (((int) slot & 0xff) == CALLX) {
                            int function = Calls.functionSlot(r[dst], code);
                            if (function >= 0) {
                                stack.call(code, pc, r);
                                pc = function;
                                continue;
                            }
                            number = Calls.helperNumber(r[dst]);
                        }
                        left = remaining;
                        calls.helper(pc - 1, number, r);
                        remaining = left;
                        Executable next = calls.takeTailCall(pc - 1);
                        if (next != null) {
                            code = switched(interpreter.code(next));
                            slots = code.slots();
                            pc = 0;
                            stack.reuse();
                        }
                    }
                    case Code.CALL_KERNEL_FUNCTION ->
                        calls.kernelFunction(code.program().functions().get(pc - 1), r);
                    case Code.CALL_FUNCTION -> {
                        stack.call(code, pc, r);
                        pc += imm;
                    }
                    case EXIT -> {
                        if (stack.depth() == outermost) {
                            left = remaining;
                            return r[0];
                        }
                        code = switched(stack.leave(r));
                        slots = code.slots();
                        pc = stack.returnSlot();
                    }
                    case LD | ABS | B, LD | ABS | H, LD | ABS | W, LD | IND | B, LD | IND | H, LD | IND | W -> {
                        if (!PacketLoad.execute(environment.packet(), slot, r)) {
                            // A load from outside of the packet ends the function with 0.
                            if (stack.depth() == outermost) {
                                left = remaining;
                                return 0;
                            }
                            code = switched(stack.leave(r));
                            slots = code.slots();
                            pc = stack.returnSlot();
                        }
                    }
                    default -> throw refused(code, pc - 1);
                }
            }
        } catch (MemoryFault fault) {
            throw at(pc - 1, remaining, new ExecutionFault(fault, kernelMemory.describe(fault.address())));
        } catch (RuntimeException thrown) {
            ExecutionFault fault = ExecutionFault.of(thrown);
            if (fault == null) {
                throw thrown;
            }
            throw at(pc - 1, remaining, fault);
        }
    }

    /** Keeps where a run ended. The innermost loop is the first to know; the loops around it have older counts. */
    private ExecutionFault at(int slot, long remaining, ExecutionFault fault) {
        if (faultSlot < 0) {
            faultSlot = slot;
            left = Math.min(left, remaining);
        }
        return fault;
    }

    private Code switched(Code next) {
        if (listener != null && next != code) {
            listener.programEntered(next.program());
        }
        return next;
    }

    private ExecutionFault exhausted() {
        return new ExecutionFault(
                ExecutionFault.Kind.BUDGET,
                "still running after " + budget + " instructions: an endless loop, or a budget too small");
    }

    private static ExecutionFault refused(Code code, int slot) {
        Objection objection = Objection.to(code.source(), slot, code.mapCount());
        if (objection == null) {
            throw new IllegalStateException("no case for slot " + slot + " of " + code.program());
        }
        return new ExecutionFault(objection.kind(), objection.reason());
    }

    @Override
    public AddressSpace kernelMemory() {
        return kernelMemory;
    }

    @Override
    public AddressSpace userMemory() {
        return environment.userMemory();
    }

    @Override
    public World world() {
        return environment.world();
    }

    @Override
    public long contextAddress() {
        return contextAddress;
    }

    @Override
    public EmulatedMap map(long pointer) {
        EmulatedMap map = environment.mapAt(pointer);
        if (map == null) {
            throw new ExecutionFault(
                    ExecutionFault.Kind.INSTRUCTION, "0x" + Long.toHexString(pointer) + " is not a map pointer");
        }
        return map;
    }

    @Override
    public long callFunction(long function, long a1, long a2, long a3, long a4, long a5) {
        // A tail call inside the function changes the program under way, but not that of the helper's caller.
        Code caller = code;
        long result = function(Calls.callbackSlot(function, caller), a1, a2, a3, a4, a5);
        code = switched(caller);
        return result;
    }

    @Override
    public boolean tailCall(EmulatedMap programArray, long index) {
        return calls.requestTailCall(programArray, index);
    }

    @Override
    public @Nullable RunPacket packet() {
        return environment.packet();
    }

    @Override
    public KernelObjects objects() {
        return environment.objects();
    }

    @Override
    public KernelVariables variables() {
        return environment.variables();
    }

    @Override
    public void print(String line) {
        environment.print(line);
    }
}
