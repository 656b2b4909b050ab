// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.archive;

import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Writes the class of a lambda: a field for each captured value, a factory, the interface's method. */
final class LambdaClassWriter {
    /** The name of the static method that takes the captured values and returns the interface. */
    static final String FACTORY = "make";

    private static final String OBJECT = "java/lang/Object";
    private static final String CONSTRUCTOR = "<init>";
    /** Where nothing is captured, one object is enough. */
    private static final String ONLY = "ONLY";

    private final ClassWriter target = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    private final String name;
    private final LambdaShape shape;
    private final Type[] captured;

    private LambdaClassWriter(String name, LambdaShape shape) {
        this.name = name;
        this.shape = shape;
        this.captured = shape.captured();
    }

    static byte[] write(String name, String nestHost, LambdaShape shape) {
        LambdaClassWriter writer = new LambdaClassWriter(name, shape);
        int access = Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
        writer.target.visit(Opcodes.V17, access, name, null, OBJECT, new String[] {shape.interfaceName()});
        writer.target.visitNestHost(nestHost);
        writer.constructor();
        writer.factory();
        writer.method();
        writer.target.visitEnd();
        return writer.target.toByteArray();
    }

    private void constructor() {
        MethodVisitor code =
                begin(Opcodes.ACC_PRIVATE, CONSTRUCTOR, Type.getMethodDescriptor(Type.VOID_TYPE, captured));
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, OBJECT, CONSTRUCTOR, "()V", false);
        int local = 1;
        for (int i = 0; i < captured.length; i++) {
            String type = captured[i].getDescriptor();
            target.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, field(i), type, null, null);
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitVarInsn(captured[i].getOpcode(Opcodes.ILOAD), local);
            code.visitFieldInsn(Opcodes.PUTFIELD, name, field(i), type);
            local += captured[i].getSize();
        }
        end(code, Opcodes.RETURN);
    }

    private void factory() {
        MethodVisitor code = begin(Opcodes.ACC_STATIC, FACTORY, shape.factory());
        if (captured.length == 0) {
            only();
            code.visitFieldInsn(Opcodes.GETSTATIC, name, ONLY, "L" + name + ";");
        } else {
            create(code);
        }
        end(code, Opcodes.ARETURN);
    }

    private void only() {
        int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
        target.visitField(access, ONLY, "L" + name + ";", null, null);
        MethodVisitor code = begin(Opcodes.ACC_STATIC, "<clinit>", "()V");
        create(code);
        code.visitFieldInsn(Opcodes.PUTSTATIC, name, ONLY, "L" + name + ";");
        end(code, Opcodes.RETURN);
    }

    /** Of what the parameters hold. */
    private void create(MethodVisitor code) {
        code.visitTypeInsn(Opcodes.NEW, name);
        code.visitInsn(Opcodes.DUP);
        int local = 0;
        for (Type type : captured) {
            code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
            local += type.getSize();
        }
        String descriptor = Type.getMethodDescriptor(Type.VOID_TYPE, captured);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, CONSTRUCTOR, descriptor, false);
    }

    private void method() {
        MethodVisitor code =
                begin(Opcodes.ACC_PUBLIC, shape.method(), shape.erased().getDescriptor());
        Handle body = shape.body();
        if (shape.isConstructor()) {
            code.visitTypeInsn(Opcodes.NEW, body.getOwner());
            code.visitInsn(Opcodes.DUP);
        }
        List<Type> parameters = shape.bodyParameters();
        for (int i = 0; i < captured.length; i++) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, name, field(i), captured[i].getDescriptor());
            ValueConversion.write(code, captured[i], parameters.get(i));
        }
        Type[] erased = shape.erased().getArgumentTypes();
        Type[] actual = shape.actual().getArgumentTypes();
        int local = 1;
        for (int i = 0; i < erased.length; i++) {
            code.visitVarInsn(erased[i].getOpcode(Opcodes.ILOAD), local);
            local += erased[i].getSize();
            ValueConversion.write(code, erased[i], actual[i]);
            ValueConversion.write(code, actual[i], parameters.get(captured.length + i));
        }
        code.visitMethodInsn(
                shape.callInstruction(), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
        Type result = shape.erased().getReturnType();
        if (result.getSort() == Type.VOID) {
            drop(code, shape.bodyResult());
        } else {
            ValueConversion.write(code, shape.bodyResult(), shape.actual().getReturnType());
        }
        end(code, result.getOpcode(Opcodes.IRETURN));
    }

    private static void drop(MethodVisitor code, Type value) {
        if (value.getSize() != 0) {
            code.visitInsn(value.getSize() == 1 ? Opcodes.POP : Opcodes.POP2);
        }
    }

    private MethodVisitor begin(int access, String method, String descriptor) {
        MethodVisitor code = target.visitMethod(access, method, descriptor, null, null);
        code.visitCode();
        return code;
    }

    private static void end(MethodVisitor code, int lastInstruction) {
        code.visitInsn(lastInstruction);
        code.visitMaxs(0, 0); // Both are computed.
        code.visitEnd();
    }

    private static String field(int index) {
        return "captured" + index;
    }
}
