// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The local variables of a method. All of them are set before the first label and keep their types, so that all labels
 * have one frame.
 */
final class Locals {
    static final int MACHINE = 0;
    static final int COUNT = 23;
    static final int SLOT = 25;
    static final int STACK = 46;
    static final int CONTEXT = 47;
    static final int SOME_REGION = 48;
    /** The registers between the parts of a function; unused in a function of one part. */
    static final int REGISTERS = 49;

    /** What an atomic operation found. */
    static final int OLD = 50;

    private static final int FIRST_INDEX = 26;
    private static final int FIRST_ARRAY = 36;
    /** By slot, how often blocks were entered; in code that is covered. */
    static final int ENTERED = 52;

    /** The registers where the budget ends; in code that is limited. */
    static final int ENDING = 53;

    /** How many instructions may still run, by the time it was read; in code that is limited. */
    static final int LIMIT = 54;

    private static final int FIRST_WORD = 52;
    private static final int FIRST_WORD_OF_VARIANTS = 56;
    private static final int LOCALS_PER_WORD = 4;
    private static final int REGISTER_COUNT = 10;

    private final int[] words = new int[StackPlan.WORDS];
    private final Object[] types;
    private boolean framed;

    Locals(StackPlan stack, Variant variant) {
        List<Object> all = new ArrayList<>(List.of(FunctionScope.MACHINE));
        for (int register = 0; register < REGISTER_COUNT + 2; register++) {
            all.add(Opcodes.LONG);
        }
        for (int index = 0; index <= REGISTER_COUNT; index++) {
            all.add(Opcodes.INTEGER);
        }
        for (int array = 0; array < REGISTER_COUNT + 2; array++) {
            all.add(FunctionScope.BYTES);
        }
        all.add(FunctionScope.REGION);
        all.add("[J");
        all.add(Opcodes.LONG);
        int firstWord = FIRST_WORD;
        if (!variant.equals(Variant.PLAIN)) {
            all.addAll(List.of("[J", "[J", Opcodes.LONG));
            firstWord = FIRST_WORD_OF_VARIANTS;
        }
        int promoted = 0;
        for (int word = 0; word < StackPlan.WORDS; word++) {
            if (stack.isPromoted(word)) {
                words[word] = firstWord + LOCALS_PER_WORD * promoted++;
                all.addAll(List.of(Opcodes.LONG, FunctionScope.BYTES, Opcodes.INTEGER));
            }
        }
        types = all.toArray();
    }

    /** Parameters of a method come first: r1 to r5, then r0 and r6 to r10. */
    static int register(int number) {
        return number == 0 ? 11 : number <= 5 ? 2 * number - 1 : 2 * number + 1;
    }

    /** The int form of a register: a small number, or the index of a pointer. */
    static int index(int register) {
        return FIRST_INDEX + register;
    }

    /** The array that a register points into. */
    static int array(int register) {
        return FIRST_ARRAY + register;
    }

    /** A word of the stack. */
    int word(int word) {
        return words[word];
    }

    int wordArray(int word) {
        return words[word] + 2;
    }

    int wordIndex(int word) {
        return words[word] + 3;
    }

    /** Sets everything that is not a parameter, up to r10, to zero or nothing. */
    void clear(FunctionScope scope, int firstLocal) {
        int local = 0;
        for (Object type : types) {
            boolean wide = type == Opcodes.LONG;
            if (local >= firstLocal) {
                clear(scope.out, local, type);
            }
            local += wide ? 2 : 1;
        }
    }

    private static void clear(MethodVisitor out, int local, Object type) {
        if (type == Opcodes.LONG) {
            out.visitInsn(Opcodes.LCONST_0);
            out.visitVarInsn(Opcodes.LSTORE, local);
        } else if (type == Opcodes.INTEGER) {
            out.visitInsn(Opcodes.ICONST_0);
            out.visitVarInsn(Opcodes.ISTORE, local);
        } else {
            out.visitInsn(Opcodes.ACONST_NULL);
            out.visitVarInsn(Opcodes.ASTORE, local);
        }
    }

    void frame(MethodVisitor out) {
        if (framed) {
            out.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        } else {
            out.visitFrame(Opcodes.F_FULL, types.length, types, 0, new Object[0]);
            framed = true;
        }
    }

    void handlerFrame(MethodVisitor out) {
        out.visitFrame(Opcodes.F_FULL, types.length, types, 1, new Object[] {"java/lang/Throwable"});
    }

    int size() {
        int size = 0;
        for (Object type : types) {
            size += type == Opcodes.LONG ? 2 : 1;
        }
        return size;
    }
}
