// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.engine.compiler.Tracking.Form;
import dev.probeproof.emulator.proof.RegisterProof.Kind;
import dev.probeproof.loader.insn.Instruction;
import org.objectweb.asm.Opcodes;

import static dev.probeproof.loader.insn.Opcode.*;

/**
 * Loads and stores: of local variables where a word of the stack is one, of arrays where the verifier knows what a pointer
 * points into, of the address space otherwise. The bounds checks of arrays stay: they are the second line of defence.
 */
final class MemoryWriter {
    private final FunctionScope scope;

    MemoryWriter(FunctionScope scope) {
        this.scope = scope;
    }

    void load(int slot, Instruction instruction) {
        int size = sizeBytes(instruction.opcode());
        boolean signed = (instruction.opcode() & 0xe0) == MEMSX;
        loadFrom(slot, instruction.src(), instruction.off(), size, signed, instruction.dst());
    }

    private void loadFrom(int slot, int pointer, int offset, int size, boolean signed, int target) {
        Form after = scope.tracking.form(scope.layout.next(slot), target);
        int index = scope.tracking.constantStackIndex(slot, pointer, offset);
        if (index >= 0 && scope.stack.isPromoted(index / Long.BYTES)) {
            loadWord(slot, index, size, signed, after, target);
            return;
        }
        scope.markSlot(slot);
        if (scope.tracking.isPointer(slot, pointer)) {
            place(slot, pointer, offset);
            scope.call(scope.memory, "load" + size * 8, size == 8 ? "([BI)J" : "([BI)I");
            loaded(size, signed, after, target);
        } else {
            scope.machine();
            address(slot, pointer, offset);
            scope.push(size);
            scope.callMachine("load", "(JI)J");
            loadedLong(size, signed, after, target);
        }
    }

    /** Leaves the array and the index of an access on the operand stack. */
    void place(int slot, int pointer, int offset) {
        scope.loadArray(slot, pointer);
        int constant = constantIndex(slot, pointer, offset);
        if (constant >= 0) {
            scope.push(constant);
            return;
        }
        scope.loadIndex(pointer);
        if (offset != 0) {
            scope.push(offset);
            scope.out.visitInsn(Opcodes.IADD);
        }
    }

    private int constantIndex(int slot, int pointer, int offset) {
        int inStack = scope.tracking.constantStackIndex(slot, pointer, offset);
        return inStack >= 0 ? inStack : scope.tracking.constantContextOffset(slot, pointer, offset);
    }

    private void address(int slot, int pointer, int offset) {
        scope.load(slot, pointer);
        if (offset != 0) {
            scope.push((long) offset);
            scope.out.visitInsn(Opcodes.LADD);
        }
    }

    /** What a load left on the operand stack, a long of 8 bytes or an int, becomes a register. */
    private void loaded(int size, boolean signed, Form after, int target) {
        if (size == 8) {
            scope.storeAs(after, target);
            return;
        }
        if (signed) {
            signExtendInt(size);
            scope.out.visitInsn(Opcodes.I2L);
            scope.storeAs(after, target);
        } else if (after == Form.SMALL) {
            scope.storeSmall(target);
        } else if (size == 4) {
            scope.storeUnsigned(target);
            scope.complete(after, target);
        } else {
            scope.out.visitInsn(Opcodes.I2L);
            scope.storeAs(after, target);
        }
    }

    private void loadedLong(int size, boolean signed, Form after, int target) {
        if (signed) {
            scope.out.visitInsn(Opcodes.L2I);
            signExtendInt(size);
            scope.out.visitInsn(Opcodes.I2L);
        }
        scope.storeAs(after, target);
    }

    private void signExtendInt(int size) {
        if (size == 1) {
            scope.out.visitInsn(Opcodes.I2B);
        } else if (size == 2) {
            scope.out.visitInsn(Opcodes.I2S);
        }
    }

    private void loadWord(int slot, int index, int size, boolean signed, Form after, int target) {
        int word = index / Long.BYTES;
        scope.out.visitVarInsn(Opcodes.LLOAD, scope.locals.word(word));
        if (size == Long.BYTES) {
            if (after == Form.POINTER) {
                scope.store(target);
                restorePointer(slot, word, target);
            } else {
                scope.storeAs(after, target);
            }
            return;
        }
        shift(shiftOf(index, size), Opcodes.LUSHR);
        scope.out.visitInsn(Opcodes.L2I);
        if (!signed && size < Integer.BYTES) {
            scope.push(size == 1 ? 0xff : 0xffff);
            scope.out.visitInsn(Opcodes.IAND);
        }
        loaded(size, signed, after, target);
    }

    private void restorePointer(int slot, int word, int target) {
        Kind kind = scope.tracking.kind(scope.layout.next(slot), target);
        if (kind != Kind.STACK && kind != Kind.CONTEXT) {
            scope.out.visitVarInsn(Opcodes.ALOAD, scope.locals.wordArray(word));
            scope.out.visitVarInsn(Opcodes.ASTORE, Locals.array(target));
        }
        scope.out.visitVarInsn(Opcodes.ILOAD, scope.locals.wordIndex(word));
        scope.out.visitVarInsn(Opcodes.ISTORE, Locals.index(target));
    }

    private void savePointer(int slot, int source, int word) {
        Kind kind = scope.tracking.kind(slot, source);
        if (kind != Kind.STACK && kind != Kind.CONTEXT) {
            scope.loadArray(slot, source);
            scope.out.visitVarInsn(Opcodes.ASTORE, scope.locals.wordArray(word));
        }
        scope.loadIndex(source);
        scope.out.visitVarInsn(Opcodes.ISTORE, scope.locals.wordIndex(word));
    }

    private int shiftOf(int index, int size) {
        int byteInWord = index % Long.BYTES;
        return 8 * (scope.facts.littleEndian() ? byteInWord : Long.BYTES - size - byteInWord);
    }

    private void shift(int bits, int opcode) {
        if (bits != 0) {
            scope.push(bits);
            scope.out.visitInsn(opcode);
        }
    }

    /** Stores a register. */
    void store(int slot, Instruction instruction) {
        int size = sizeBytes(instruction.opcode());
        int index = scope.tracking.constantStackIndex(slot, instruction.dst(), instruction.off());
        boolean promoted = index >= 0 && scope.stack.isPromoted(index / Long.BYTES);
        if (promoted && size == Long.BYTES && scope.tracking.isPointer(slot, instruction.src())) {
            savePointer(slot, instruction.src(), index / Long.BYTES);
        }
        storeTo(
                slot,
                instruction,
                size,
                () -> scope.load(slot, instruction.src()),
                () -> scope.loadInt(slot, instruction.src()));
    }

    void storeImmediate(int slot, Instruction instruction) {
        int size = sizeBytes(instruction.opcode());
        storeTo(
                slot,
                instruction,
                size,
                () -> scope.push((long) instruction.imm()),
                () -> scope.push(instruction.imm()));
    }

    private void storeTo(int slot, Instruction instruction, int size, Runnable pushLong, Runnable pushInt) {
        int pointer = instruction.dst();
        int offset = instruction.off();
        int index = scope.tracking.constantStackIndex(slot, pointer, offset);
        if (index >= 0 && scope.stack.isPromoted(index / Long.BYTES)) {
            pushLong.run();
            insert(index, size);
            return;
        }
        scope.markSlot(slot);
        if (scope.tracking.isPointer(slot, pointer)) {
            place(slot, pointer, offset);
            (size == Long.BYTES ? pushLong : pushInt).run();
            scope.call(scope.memory, "store" + size * 8, size == Long.BYTES ? "([BIJ)V" : "([BII)V");
            if (scope.tracking.kind(slot, pointer) == Kind.CONTEXT) {
                scope.machine();
                address(slot, pointer, offset);
                scope.callMachine("contextStored", "(J)V");
            }
        } else {
            scope.machine();
            address(slot, pointer, offset);
            scope.push(size);
            pushLong.run();
            scope.callMachine("store", "(JIJ)V");
        }
    }

    /** The low bytes of a long on the operand stack become part of a word of the stack. */
    void insert(int index, int size) {
        int local = scope.locals.word(index / Long.BYTES);
        if (size < Long.BYTES) {
            long mask = (1L << 8 * size) - 1;
            int bits = shiftOf(index, size);
            scope.push(mask);
            scope.out.visitInsn(Opcodes.LAND);
            shift(bits, Opcodes.LSHL);
            if (!scope.stack.hasOnePart(index / Long.BYTES)) {
                scope.out.visitVarInsn(Opcodes.LLOAD, local);
                scope.push(~(mask << bits));
                scope.out.visitInsn(Opcodes.LAND);
                scope.out.visitInsn(Opcodes.LOR);
            }
        }
        scope.out.visitVarInsn(Opcodes.LSTORE, local);
    }

    /** A run has its memory for itself, so reading, changing and writing is all that an atomic operation takes. */
    void atomic(int slot, Instruction instruction) {
        int size = sizeBytes(instruction.opcode());
        if (instruction.imm() == LOAD_ACQUIRE) {
            loadFrom(slot, instruction.src(), instruction.off(), size, false, instruction.dst());
            return;
        }
        if (instruction.imm() == STORE_RELEASE) {
            store(slot, instruction);
            return;
        }
        scope.markSlot(slot);
        boolean typed = scope.tracking.isPointer(slot, instruction.dst());
        loadOld(slot, instruction, size, typed);
        if (typed) {
            place(slot, instruction.dst(), instruction.off());
        } else {
            scope.machine();
            address(slot, instruction.dst(), instruction.off());
            scope.push(size);
        }
        combine(slot, instruction, size);
        if (!typed) {
            scope.callMachine("store", "(JIJ)V");
        } else if (size == Long.BYTES) {
            scope.call(scope.memory, "store64", "([BIJ)V");
        } else {
            scope.out.visitInsn(Opcodes.L2I);
            scope.call(scope.memory, "store32", "([BII)V");
        }
        keepOld(slot, instruction);
    }

    /** What was there before goes to {@link Locals#OLD}, zero-extended. */
    private void loadOld(int slot, Instruction instruction, int size, boolean typed) {
        if (!typed) {
            scope.machine();
            address(slot, instruction.dst(), instruction.off());
            scope.push(size);
            scope.callMachine("load", "(JI)J");
        } else {
            place(slot, instruction.dst(), instruction.off());
            if (size == Long.BYTES) {
                scope.call(scope.memory, "load64", "([BI)J");
            } else {
                scope.call(scope.memory, "load32", "([BI)I");
                scope.out.visitInsn(Opcodes.I2L);
                scope.push(0xffff_ffffL);
                scope.out.visitInsn(Opcodes.LAND);
            }
        }
        scope.out.visitVarInsn(Opcodes.LSTORE, Locals.OLD);
    }

    /** Leaves the new value on the operand stack. */
    private void combine(int slot, Instruction instruction, int size) {
        int operation = instruction.imm();
        if (operation == XCHG) {
            scope.load(slot, instruction.src());
            return;
        }
        scope.out.visitVarInsn(Opcodes.LLOAD, Locals.OLD);
        if (operation == CMPXCHG) {
            scope.load(slot, 0);
            scope.load(slot, instruction.src());
            scope.call(FunctionScope.ELEMENTS, size == Long.BYTES ? "exchanged64" : "exchanged32", "(JJJ)J");
            return;
        }
        scope.load(slot, instruction.src());
        scope.out.visitInsn(
                switch (operation & ~FETCH) {
                    case ADD -> Opcodes.LADD;
                    case OR -> Opcodes.LOR;
                    case AND -> Opcodes.LAND;
                    case XOR -> Opcodes.LXOR;
                    default -> throw new IllegalStateException("atomic operation " + operation);
                });
    }

    private void keepOld(int slot, Instruction instruction) {
        int target = instruction.imm() == CMPXCHG ? 0 : (instruction.imm() & FETCH) != 0 ? instruction.src() : -1;
        if (target >= 0) {
            scope.out.visitVarInsn(Opcodes.LLOAD, Locals.OLD);
            scope.storeAs(scope.tracking.form(scope.layout.next(slot), target), target);
        }
    }
}
