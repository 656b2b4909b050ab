// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The method of a function that is written in parts: goes from part to part until one says that it is over. */
final class PartDriver {
    private static final int REGISTERS_LOCAL = 11;
    private static final int NEXT_LOCAL = 12;
    private static final int REGISTERS = 11;

    private final MethodVisitor out;
    private final String className;

    PartDriver(MethodVisitor out, String className) {
        this.out = out;
        this.className = className;
    }

    void write(FunctionLayout function, List<Integer> starts, StackPlan stack) {
        out.visitCode();
        out.visitVarInsn(Opcodes.ALOAD, 0);
        push(stack.bytesToClear());
        machine("enter", "(I)V");
        push(REGISTERS);
        out.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_LONG);
        out.visitVarInsn(Opcodes.ASTORE, REGISTERS_LOCAL);
        for (int register = 1; register <= 5; register++) {
            out.visitVarInsn(Opcodes.ALOAD, REGISTERS_LOCAL);
            push(register);
            out.visitVarInsn(Opcodes.LLOAD, 2 * register - 1);
            out.visitInsn(Opcodes.LASTORE);
        }
        push(function.start());
        out.visitVarInsn(Opcodes.ISTORE, NEXT_LOCAL);
        Label again = new Label();
        out.visitLabel(again);
        out.visitFrame(Opcodes.F_APPEND, 2, new Object[] {"[J", Opcodes.INTEGER}, 0, null);
        for (int part = starts.size() - 1; part > 0; part--) {
            Label before = new Label();
            out.visitVarInsn(Opcodes.ILOAD, NEXT_LOCAL);
            push(starts.get(part));
            out.visitJumpInsn(Opcodes.IF_ICMPLT, before);
            goOn(starts.get(part), again);
            out.visitLabel(before);
            out.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        }
        Label over = new Label();
        out.visitVarInsn(Opcodes.ILOAD, NEXT_LOCAL);
        out.visitJumpInsn(Opcodes.IFLT, over);
        goOn(starts.get(0), again);
        out.visitLabel(over);
        out.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        out.visitVarInsn(Opcodes.ALOAD, 0);
        machine("leave", "()V");
        out.visitVarInsn(Opcodes.ALOAD, REGISTERS_LOCAL);
        push(0);
        out.visitInsn(Opcodes.LALOAD);
        out.visitInsn(Opcodes.LRETURN);
        out.visitMaxs(6, NEXT_LOCAL + 1);
        out.visitEnd();
    }

    private void goOn(int start, Label again) {
        out.visitVarInsn(Opcodes.ALOAD, 0);
        out.visitVarInsn(Opcodes.ALOAD, REGISTERS_LOCAL);
        out.visitVarInsn(Opcodes.ILOAD, NEXT_LOCAL);
        out.visitMethodInsn(
                Opcodes.INVOKESTATIC, className, FunctionWriter.partName(start), FunctionWriter.PART_DESCRIPTOR, false);
        out.visitVarInsn(Opcodes.ISTORE, NEXT_LOCAL);
        out.visitJumpInsn(Opcodes.GOTO, again);
    }

    private void machine(String name, String descriptor) {
        out.visitMethodInsn(Opcodes.INVOKEVIRTUAL, FunctionScope.MACHINE, name, descriptor, false);
    }

    private void push(int value) {
        if (value == (short) value) {
            out.visitIntInsn(Opcodes.SIPUSH, value);
        } else {
            out.visitLdcInsn(value);
        }
    }
}
