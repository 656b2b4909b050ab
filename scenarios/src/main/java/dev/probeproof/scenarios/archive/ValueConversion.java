// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.archive;

import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A value of one type to another, as the language converts between what a lambda's interface says and what its body
 * takes: wider numbers, numbers in and out of objects, casts where type arguments were erased.
 */
final class ValueConversion {
    private static final List<Type> PRIMITIVES = List.of(
            Type.BOOLEAN_TYPE,
            Type.CHAR_TYPE,
            Type.BYTE_TYPE,
            Type.SHORT_TYPE,
            Type.INT_TYPE,
            Type.FLOAT_TYPE,
            Type.LONG_TYPE,
            Type.DOUBLE_TYPE);

    private ValueConversion() {}

    /** Adds what changes the value on top of the stack. */
    static void write(MethodVisitor code, Type from, Type to) {
        if (from.equals(to)) {
            return;
        }
        if (isPrimitive(from)) {
            if (isPrimitive(to)) {
                widen(code, from, to);
            } else {
                String box = box(from);
                String descriptor = Type.getMethodDescriptor(Type.getObjectType(box), from);
                code.visitMethodInsn(Opcodes.INVOKESTATIC, box, "valueOf", descriptor, false);
            }
        } else if (isPrimitive(to)) {
            unbox(code, from, to);
        } else if (!to.getInternalName().equals("java/lang/Object")) {
            code.visitTypeInsn(Opcodes.CHECKCAST, to.getInternalName());
        }
    }

    private static void unbox(MethodVisitor code, Type from, Type to) {
        Type inside = to;
        for (Type primitive : PRIMITIVES) {
            if (from.getInternalName().equals(box(primitive))) {
                inside = primitive;
            }
        }
        if (!from.getInternalName().equals(box(inside))) {
            code.visitTypeInsn(Opcodes.CHECKCAST, box(inside));
        }
        code.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL,
                box(inside),
                inside.getClassName() + "Value",
                Type.getMethodDescriptor(inside),
                false);
        widen(code, inside, to);
    }

    private static void widen(MethodVisitor code, Type from, Type to) {
        boolean fromInt = from.getSort() <= Type.INT;
        if (from.equals(to) || fromInt && to.getSort() <= Type.INT) {
            return;
        }
        int toLong = Opcodes.I2L;
        int toFloat = fromInt ? Opcodes.I2F : Opcodes.L2F;
        int toDouble = fromInt ? Opcodes.I2D : from.getSort() == Type.LONG ? Opcodes.L2D : Opcodes.F2D;
        code.visitInsn(
                switch (to.getSort()) {
                    case Type.LONG -> toLong;
                    case Type.FLOAT -> toFloat;
                    default -> toDouble;
                });
    }

    private static boolean isPrimitive(Type type) {
        return type.getSort() <= Type.DOUBLE;
    }

    private static String box(Type primitive) {
        return switch (primitive.getSort()) {
            case Type.BOOLEAN -> "java/lang/Boolean";
            case Type.CHAR -> "java/lang/Character";
            case Type.BYTE -> "java/lang/Byte";
            case Type.SHORT -> "java/lang/Short";
            case Type.INT -> "java/lang/Integer";
            case Type.FLOAT -> "java/lang/Float";
            case Type.LONG -> "java/lang/Long";
            default -> "java/lang/Double";
        };
    }
}
