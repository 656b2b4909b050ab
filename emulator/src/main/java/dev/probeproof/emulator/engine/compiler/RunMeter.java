// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * What variants of code do besides running the program: count the blocks that are entered, and stop where the budget ends.
 * A block that the budget does not cover is left to the interpreter, which goes on at its first instruction and stops at
 * the right one. Writes nothing into plain code.
 */
final class RunMeter {
    private final FunctionScope scope;
    private final Variant variant;
    private final Label exhausted = new Label();
    private final List<Stop> stops = new ArrayList<>();

    /** Where the budget may end: before the instruction at a slot, which may be in the middle of its block. */
    private record Stop(Label label, int slot) {}

    RunMeter(FunctionScope scope) {
        this.scope = scope;
        this.variant = scope.facts.variant();
    }

    /** Makes the local variables ready, at the begin of a method. */
    void begin() {
        if (variant.covered()) {
            scope.machine();
            scope.out.visitFieldInsn(Opcodes.GETFIELD, FunctionScope.MACHINE, "entered", "[J");
            scope.out.visitVarInsn(Opcodes.ASTORE, Locals.ENTERED);
        }
        readLimit();
    }

    /** At the begin of a block, once its instructions are counted. */
    void enterBlock(int slot) {
        stopIfExhausted(slot);
        if (variant.covered()) {
            scope.out.visitVarInsn(Opcodes.ALOAD, Locals.ENTERED);
            scope.push(slot);
            scope.out.visitInsn(Opcodes.DUP2);
            scope.out.visitInsn(Opcodes.LALOAD);
            scope.out.visitInsn(Opcodes.LCONST_1);
            scope.out.visitInsn(Opcodes.LADD);
            scope.out.visitInsn(Opcodes.LASTORE);
        }
    }

    /** Before a call of a function, which has to know what is left. */
    void beforeFunction(int slot) {
        if (variant.limited()) {
            scope.flushCount(slot);
        }
    }

    /** After a call of what may have executed instructions of the program; the count was flushed before it. */
    void afterFunctions(int slot) {
        readLimit();
        // What comes next is counted already, unless it begins a block.
        if (scope.layout.instructionsFrom(slot) > 1) {
            stopIfExhausted(scope.layout.next(slot));
        }
    }

    /** The rest of a block, behind a slot, is not executed after all. */
    void skipBehind(int slot) {
        if (variant.covered()) {
            scope.machine();
            scope.push(slot);
            scope.callMachine("skipBehind", "(I)V");
        }
    }

    private void readLimit() {
        if (variant.limited()) {
            scope.machine();
            scope.callMachine("left", "()J");
            scope.out.visitVarInsn(Opcodes.LSTORE, Locals.LIMIT);
        }
    }

    private void stopIfExhausted(int slot) {
        if (variant.limited()) {
            Stop stop = new Stop(new Label(), slot);
            stops.add(stop);
            scope.out.visitVarInsn(Opcodes.LLOAD, Locals.COUNT);
            scope.out.visitVarInsn(Opcodes.LLOAD, Locals.LIMIT);
            scope.out.visitInsn(Opcodes.LCMP);
            scope.out.visitJumpInsn(Opcodes.IFGT, stop.label());
        }
    }

    /**
     * Writes what happens where the budget ends.
     *
     * @param forms makes registers complete
     * @param leave writes what ends the function with r0
     */
    void writeStops(FormChanges forms, Runnable leave) {
        if (stops.isEmpty()) {
            return;
        }
        for (Stop stop : stops) {
            scope.frame(stop.label());
            forms.widenAll(stop.slot());
            scope.uncount(stop.slot());
            scope.markSlot(stop.slot());
            scope.push(scope.layout.beginsBlock(stop.slot()) ? 1 : 0);
            scope.out.visitVarInsn(Opcodes.ISTORE, Locals.index(0));
            scope.out.visitJumpInsn(Opcodes.GOTO, exhausted);
        }
        scope.frame(exhausted);
        scope.push(FunctionScope.FRAME_POINTER);
        scope.out.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_LONG);
        scope.out.visitVarInsn(Opcodes.ASTORE, Locals.ENDING);
        for (int register = 0; register < FunctionScope.FRAME_POINTER; register++) {
            scope.out.visitVarInsn(Opcodes.ALOAD, Locals.ENDING);
            scope.push(register);
            scope.loadWhole(register);
            scope.out.visitInsn(Opcodes.LASTORE);
        }
        for (int word = 0; word < StackPlan.WORDS; word++) {
            if (scope.stack.isPromoted(word)) {
                scope.out.visitVarInsn(Opcodes.ALOAD, Locals.STACK);
                scope.push(word * Long.BYTES);
                scope.out.visitVarInsn(Opcodes.LLOAD, scope.locals.word(word));
                scope.call(scope.memory, "store64", "([BIJ)V");
            }
        }
        scope.machine();
        scope.out.visitVarInsn(Opcodes.ALOAD, Locals.ENDING);
        scope.out.visitVarInsn(Opcodes.ILOAD, Locals.SLOT);
        scope.out.visitVarInsn(Opcodes.ILOAD, Locals.index(0));
        scope.callMachine("endByInterpreter", "([JII)J");
        scope.store(0);
        leave.run();
    }
}
