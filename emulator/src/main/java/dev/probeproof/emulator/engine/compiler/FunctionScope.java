// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.engine.compiler.Tracking.Form;
import dev.probeproof.emulator.proof.RegisterProof.Kind;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The method that is being written for a function, and the small steps all instructions share: registers to and from the
 * operand stack, and the int forms of them that {@link Tracking} promises.
 */
final class FunctionScope {
    static final String MACHINE = Machine.class.getName().replace('.', '/');
    static final String ELEMENTS = Elements.class.getName().replace('.', '/');
    static final String REGION = "dev/probeproof/emulator/memory/Region";
    static final String BYTES = "[B";
    static final int FRAME_POINTER = 10;
    private static final String LITTLE = LittleEndianMemory.class.getName().replace('.', '/');
    private static final String BIG = BigEndianMemory.class.getName().replace('.', '/');

    final MethodVisitor out;
    final Instructions program;
    final FunctionLayout layout;
    final Tracking tracking;
    final StackPlan stack;
    final ProgramFacts facts;
    final Locals locals;
    final String memory;
    private final AddressUses addresses;
    private int places;

    FunctionScope(
            MethodVisitor out,
            Instructions program,
            FunctionLayout layout,
            Tracking tracking,
            StackPlan stack,
            AddressUses addresses,
            ProgramFacts facts,
            Locals locals,
            int places) {
        this.out = out;
        this.program = program;
        this.layout = layout;
        this.tracking = tracking;
        this.stack = stack;
        this.addresses = addresses;
        this.facts = facts;
        this.locals = locals;
        this.places = places;
        this.memory = facts.littleEndian() ? LITTLE : BIG;
    }

    /** A place that remembers where it found memory: those of a program are counted from 0. */
    int newPlace() {
        return places++;
    }

    /** How many places there are now. */
    int places() {
        return places;
    }

    Instruction at(int slot) {
        return program.get(slot);
    }

    /** All 64 bits of a register. A small number has no others than those of its int. */
    void load(int slot, int register) {
        switch (tracking.form(slot, register)) {
            case SMALL -> {
                out.visitVarInsn(Opcodes.ILOAD, Locals.index(register));
                out.visitInsn(Opcodes.I2L);
            }
            case POINTER -> {
                if (!isAddressWanted(slot, register)) {
                    throw new IllegalStateException("r" + register + " has no address at instruction " + slot);
                }
                loadWhole(register);
            }
            default -> loadWhole(register);
        }
    }

    /** The 64 bits that were stored last, whatever the form. */
    void loadWhole(int register) {
        out.visitVarInsn(Opcodes.LLOAD, Locals.register(register));
    }

    /** Whether anybody reads all 64 bits of a pointer. */
    boolean isAddressWanted(int slot, int register) {
        return addresses.isWanted(slot, register);
    }

    /** What is on the operand stack becomes all 64 bits of a register; its other form is not set. */
    void store(int register) {
        out.visitVarInsn(Opcodes.LSTORE, Locals.register(register));
    }

    /** The low 32 bits of a register, as an int. */
    void loadInt(int slot, int register) {
        if (register != FRAME_POINTER && tracking.isSmall(slot, register)) {
            out.visitVarInsn(Opcodes.ILOAD, Locals.index(register));
        } else {
            load(slot, register);
            out.visitInsn(Opcodes.L2I);
        }
    }

    /** An int on the operand stack, from 0 to 2³¹ - 1, becomes the value of a register. */
    void storeSmall(int register) {
        out.visitVarInsn(Opcodes.ISTORE, Locals.index(register));
    }

    /** A small number becomes one of 64 bits. */
    void widen(int register) {
        out.visitVarInsn(Opcodes.ILOAD, Locals.index(register));
        out.visitInsn(Opcodes.I2L);
        store(register);
    }

    /** An int on the operand stack becomes a register, its upper half zero. */
    void storeUnsigned(int register) {
        out.visitInsn(Opcodes.I2L);
        push(0xffff_ffffL);
        out.visitInsn(Opcodes.LAND);
        store(register);
    }

    /** A number on the operand stack, 64 bits, becomes a register, with the form that it has at a slot. */
    void storeAs(Form form, int register) {
        if (form == Form.SMALL) {
            out.visitInsn(Opcodes.L2I);
            storeSmall(register);
        } else {
            store(register);
            complete(form, register);
        }
    }

    /** Makes the other form of a register out of its value. */
    void complete(Form form, int register) {
        switch (form) {
            case SMALL -> {
                loadWhole(register);
                out.visitInsn(Opcodes.L2I);
                out.visitVarInsn(Opcodes.ISTORE, Locals.index(register));
            }
            case POINTER -> resolve(register);
            default -> {}
        }
    }

    /** Looks up where a register points to. */
    void resolve(int register) {
        machine();
        loadWhole(register);
        out.visitMethodInsn(Opcodes.INVOKEVIRTUAL, MACHINE, "resolve", "(J)L" + REGION + ";", false);
        out.visitVarInsn(Opcodes.ASTORE, Locals.SOME_REGION);
        setPointer(register);
    }

    /** The other form of a register that points into {@link Locals#SOME_REGION}. */
    void setPointer(int register) {
        out.visitVarInsn(Opcodes.ALOAD, Locals.SOME_REGION);
        out.visitMethodInsn(Opcodes.INVOKEVIRTUAL, REGION, "bytes", "()[B", false);
        out.visitVarInsn(Opcodes.ASTORE, Locals.array(register));
        loadWhole(register);
        out.visitVarInsn(Opcodes.ALOAD, Locals.SOME_REGION);
        out.visitMethodInsn(Opcodes.INVOKEVIRTUAL, REGION, "base", "()J", false);
        out.visitInsn(Opcodes.LSUB);
        out.visitInsn(Opcodes.L2I);
        out.visitVarInsn(Opcodes.ISTORE, Locals.index(register));
    }

    /** The array that a pointer points into. */
    void loadArray(int slot, int register) {
        Kind kind = tracking.kind(slot, register);
        int local = kind == Kind.STACK ? Locals.STACK : kind == Kind.CONTEXT ? Locals.CONTEXT : Locals.array(register);
        out.visitVarInsn(Opcodes.ALOAD, local);
    }

    /** The index of a pointer in its array. */
    void loadIndex(int register) {
        if (register == FRAME_POINTER) {
            push(StackPlan.STACK_BYTES);
        } else {
            out.visitVarInsn(Opcodes.ILOAD, Locals.index(register));
        }
    }

    /** What the machine has for a map, in an array by the map's index. */
    void loadOfMap(String field, String descriptor, int map, int load) {
        machine();
        out.visitFieldInsn(Opcodes.GETFIELD, MACHINE, field, descriptor);
        push(map);
        out.visitInsn(load);
    }

    void machine() {
        out.visitVarInsn(Opcodes.ALOAD, Locals.MACHINE);
    }

    /** Remembers where the function is, for whoever has to say where it went wrong. */
    void markSlot(int slot) {
        push(slot);
        out.visitVarInsn(Opcodes.ISTORE, Locals.SLOT);
    }

    void push(int value) {
        if (value >= -1 && value <= 5) {
            out.visitInsn(Opcodes.ICONST_0 + value);
        } else if (value == (byte) value) {
            out.visitIntInsn(Opcodes.BIPUSH, value);
        } else if (value == (short) value) {
            out.visitIntInsn(Opcodes.SIPUSH, value);
        } else {
            out.visitLdcInsn(value);
        }
    }

    void push(long value) {
        if (value == 0 || value == 1) {
            out.visitInsn(value == 0 ? Opcodes.LCONST_0 : Opcodes.LCONST_1);
        } else if (value == (short) value) {
            push((int) value);
            out.visitInsn(Opcodes.I2L);
        } else {
            out.visitLdcInsn(value);
        }
    }

    void call(String owner, String name, String descriptor) {
        out.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    }

    void callMachine(String name, String descriptor) {
        out.visitMethodInsn(Opcodes.INVOKEVIRTUAL, MACHINE, name, descriptor, false);
    }

    /** Adds what was counted to the machine's sum. */
    void flushCount() {
        addToSum(0);
    }

    /** The same in the middle of a block, of which the rest was counted as well and stays so. */
    void flushCount(int slot) {
        int behind = layout.instructionsFrom(slot) - 1;
        addToSum(behind);
        push((long) behind);
        out.visitVarInsn(Opcodes.LSTORE, Locals.COUNT);
    }

    /**
     * Adds what was counted without an instruction and those behind it in its block, which were counted, too; and counts so
     * that a fault at that instruction takes back as much.
     */
    void uncount(int slot) {
        int from = layout.instructionsFrom(slot);
        addToSum(from);
        push((long) from - 1);
        out.visitVarInsn(Opcodes.LSTORE, Locals.COUNT);
    }

    /** The rest of a block is not executed. */
    void forgetRest() {
        push(0L);
        out.visitVarInsn(Opcodes.LSTORE, Locals.COUNT);
    }

    private void addToSum(int less) {
        machine();
        out.visitInsn(Opcodes.DUP);
        out.visitFieldInsn(Opcodes.GETFIELD, MACHINE, "executed", "J");
        out.visitVarInsn(Opcodes.LLOAD, Locals.COUNT);
        out.visitInsn(Opcodes.LADD);
        if (less != 0) {
            push((long) less);
            out.visitInsn(Opcodes.LSUB);
        }
        out.visitFieldInsn(Opcodes.PUTFIELD, MACHINE, "executed", "J");
    }

    /** The frame of every label: the locals never change their types. */
    void frame(Label label) {
        out.visitLabel(label);
        locals.frame(out);
    }
}
