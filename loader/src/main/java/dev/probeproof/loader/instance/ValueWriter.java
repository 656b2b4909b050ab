// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.HelperId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Computes a {@link FetchValue} into r3, in straight-line code. Of two operands the one that keeps more values waiting
 * comes first. A value waits in r5 or r2 if nothing is read meanwhile, as reads destroy those, else in r8, else on the
 * stack.
 */
final class ValueWriter {
    private static final int RESULT = 0;
    private static final int VALUE = 3;
    private static final int RIGHT = 4;
    private static final int SURVIVOR = 8;
    private static final int FRAME = 10;
    private static final int CONTEXT = 6;

    private final PrologueCode code;
    private final ProbeContext context;
    private final MemoryReads reads;
    private final ScratchStack stack;
    private final ValueOperators operators;
    private final Deque<Integer> volatileRegisters = new ArrayDeque<>(List.of(5, 2));
    private boolean survivorTaken;
    private ToLongFunction<String> addresses = name -> 0;

    ValueWriter(PrologueCode code, ProbeContext context, MemoryReads reads, ScratchStack stack) {
        this.code = code;
        this.context = context;
        this.reads = reads;
        this.stack = stack;
        this.operators = new ValueOperators(code);
    }

    /** @param symbols addresses by name; throws for those that are not known */
    void write(FetchValue value, ToLongFunction<String> symbols) {
        addresses = symbols;
        write(new ValueFolding(symbol -> symbols.applyAsLong(symbol.name()) + symbol.offset()).fold(value));
    }

    private void write(FetchValue value) {
        if (value instanceof FetchValue.Memory memory) {
            write(memory.address());
            int buffer = stack.buffer(8);
            reads.read(memory.space(), buffer, memory.sizeBytes());
            reads.remember();
            code.emit(Insn.load(memory.sizeBytes(), VALUE, FRAME, buffer));
        } else if (value instanceof FetchValue.Extend extend) {
            write(extend.value());
            new Cut(8, 0, extend.bits(), extend.signed()).emit(code, VALUE);
        } else if (value instanceof FetchValue.Unary unary) {
            write(unary.value());
            boolean negates = unary.operator() == FetchValue.UnaryOperator.NEGATE;
            code.emit(negates ? Insn.alu64(Opcode.NEG, VALUE, 0) : Insn.alu64(Opcode.XOR, VALUE, -1));
        } else if (value instanceof FetchValue.Binary binary) {
            write(binary);
        } else if (value instanceof FetchValue.PerCpu variable) {
            writePerCpu(variable);
        } else {
            writeLeaf(VALUE, value);
        }
    }

    /**
     * The symbol's address plus this CPU's element of {@code __per_cpu_offset}, which every kernel for several CPUs has on
     * all five architectures. {@code bpf_this_cpu_ptr} (5.10) would need the variable in the kernel's BTF, which has
     * few of them, and gives a typed pointer that cannot be computed with.
     */
    private void writePerCpu(FetchValue.PerCpu variable) {
        long offsets = addresses.applyAsLong("__per_cpu_offset");
        long start = addresses.applyAsLong(variable.name()) + variable.offset();
        code.emit(Insn.call(HelperId.GET_SMP_PROCESSOR_ID));
        code.emit(Insn.mov64Reg(VALUE, RESULT));
        code.emit(Insn.alu64(Opcode.LSH, VALUE, 3));
        add(offsets);
        int buffer = stack.buffer(8);
        reads.read(AddressSpaceKind.KERNEL, buffer, 8);
        reads.remember();
        code.emit(Insn.load(8, VALUE, FRAME, buffer));
        add(start);
    }

    private void add(long value) {
        if (!operators.emitImmediate(FetchValue.BinaryOperator.ADD, value)) {
            code.constant(RIGHT, value);
            operators.emit(FetchValue.BinaryOperator.ADD);
        }
    }

    private void writeLeaf(int register, FetchValue leaf) {
        if (leaf instanceof FetchValue.Register at) {
            context.load(code, register, CONTEXT, at.register());
        } else {
            code.constant(register, ((FetchValue.Constant) leaf).value());
        }
    }

    private void write(FetchValue.Binary binary) {
        FetchValue left = binary.left();
        FetchValue right = binary.right();
        if (isLeaf(right)) {
            write(left);
            if (right instanceof FetchValue.Constant known
                    && operators.emitImmediate(binary.operator(), known.value())) {
                return;
            }
            writeLeaf(RIGHT, right);
        } else if (isLeaf(left)) {
            write(right);
            code.emit(Insn.mov64Reg(RIGHT, VALUE));
            writeLeaf(VALUE, left);
        } else if (waiting(right) > waiting(left)) {
            writeBoth(right, left, RIGHT);
        } else {
            writeBoth(left, right, VALUE);
        }
        operators.emit(binary.operator());
    }

    /** Both values, the first one into {@code firstTarget}, which is r3 or r4, the second one into the other. */
    private void writeBoth(FetchValue first, FetchValue second, int firstTarget) {
        write(first);
        boolean secondReads = FetchForm.readsMemory(second);
        Integer register = secondReads ? null : volatileRegisters.poll();
        if (register != null) {
            code.emit(Insn.mov64Reg(register, VALUE));
            write(second);
            makeRoom(firstTarget);
            code.emit(Insn.mov64Reg(firstTarget, register));
            volatileRegisters.push(register);
        } else if (!survivorTaken) {
            survivorTaken = true;
            code.emit(Insn.mov64Reg(SURVIVOR, VALUE));
            write(second);
            makeRoom(firstTarget);
            code.emit(Insn.mov64Reg(firstTarget, SURVIVOR));
            survivorTaken = false;
        } else {
            int slot = stack.push();
            code.emit(Insn.store(8, FRAME, slot, VALUE));
            write(second);
            makeRoom(firstTarget);
            code.emit(Insn.load(8, firstTarget, FRAME, slot));
            stack.pop();
        }
    }

    private void makeRoom(int firstTarget) {
        if (firstTarget == VALUE) {
            code.emit(Insn.mov64Reg(RIGHT, VALUE));
        }
    }

    private static boolean isLeaf(FetchValue value) {
        return value instanceof FetchValue.Register || value instanceof FetchValue.Constant;
    }

    /** How many values wait at most while this one is computed. */
    private static int waiting(FetchValue value) {
        List<FetchValue> operands = FetchForm.operands(value);
        if (operands.size() < 2) {
            return operands.isEmpty() ? 0 : waiting(operands.get(0));
        }
        int left = waiting(operands.get(0));
        int right = waiting(operands.get(1));
        boolean oneIsLeaf = isLeaf(operands.get(0)) || isLeaf(operands.get(1));
        return oneIsLeaf || left != right ? Math.max(left, right) : left + 1;
    }
}
