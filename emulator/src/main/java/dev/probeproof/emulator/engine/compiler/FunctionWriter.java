// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.loader.insn.Instruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

import static dev.probeproof.loader.insn.Opcode.*;

/**
 * Writes a function, or a part of one, as a method: its registers become local variables, its jumps become jumps.
 *
 * <p>A function that is too long for HotSpot is written in parts. A part takes the registers from an array, goes to the
 * block it is asked for, and at its end puts them back and says where to go on.
 */
final class FunctionWriter {
    static final String DESCRIPTOR = "(L" + FunctionScope.MACHINE + ";JJJJJ)J";
    static final String PART_DESCRIPTOR = "(L" + FunctionScope.MACHINE + ";[JI)I";

    /** What a part returns when the function is over. */
    static final int OVER = -1;

    private static final int REGISTERS = 11;
    private static final int FIRST_FREE_LOCAL = 11;

    /** A jump to where registers need another form than they have, or to another part. */
    private record Detour(Label label, int from, int to) {}

    private final FunctionScope scope;
    private final ArithmeticWriter arithmetic;
    private final JumpWriter jumps;
    private final MemoryWriter memory;
    private final CallWriter calls;
    private final ConstantWriter constants;
    private final RunMeter meter;
    private final LoopSeams seams;
    private final FormChanges forms;
    private final Map<Integer, Label> labels = new HashMap<>();
    private final List<Detour> detours = new ArrayList<>();
    private final int from;
    private final int to;
    private final boolean isPart;
    private final Label impossible = new Label();
    private final Label partEnd = new Label();

    /**
     * @param from the first slot to write
     * @param to one past the last
     */
    FunctionWriter(FunctionScope scope, String className, int from, int to) {
        this.scope = scope;
        this.arithmetic = new ArithmeticWriter(scope);
        this.jumps = new JumpWriter(scope);
        this.memory = new MemoryWriter(scope);
        this.meter = new RunMeter(scope);
        this.calls = new CallWriter(scope, memory, meter, className);
        this.constants = new ConstantWriter(scope);
        this.seams = new LoopSeams(scope, jumps);
        this.forms = new FormChanges(scope);
        this.from = from;
        this.to = to;
        this.isPart = from != scope.layout.start() || to != scope.layout.end();
    }

    /** The method of the function at a slot. */
    static String name(int slot) {
        return "f" + slot;
    }

    /** The method of a part that begins at a slot. */
    static String partName(int slot) {
        return "p" + slot;
    }

    /** Writes the whole method and returns its length in bytes. */
    int write() {
        Label begin = new Label();
        Label end = new Label();
        Label failed = new Label();
        scope.out.visitCode();
        if (isPart) {
            enterPart();
        } else {
            enterFunction();
        }
        scope.frame(begin);
        if (isPart) {
            dispatch();
        } else {
            completeAll(from);
        }
        body();
        takeDetours();
        meter.writeStops(forms, this::endAsInterpreted);
        if (isPart) {
            endPart();
        }
        scope.frame(impossible);
        scope.machine();
        scope.callMachine("impossible", "()Ljava/lang/RuntimeException;");
        scope.out.visitInsn(Opcodes.ATHROW);
        scope.out.visitLabel(end);
        scope.out.visitLabel(failed);
        seams.cover(begin, end, failed);
        scope.locals.handlerFrame(scope.out);
        scope.machine();
        scope.out.visitInsn(Opcodes.SWAP);
        scope.out.visitVarInsn(Opcodes.ILOAD, Locals.SLOT);
        scope.out.visitVarInsn(Opcodes.LLOAD, Locals.COUNT);
        scope.callMachine("failed", "(Ljava/lang/Throwable;IJ)Ljava/lang/Throwable;");
        scope.out.visitInsn(Opcodes.ATHROW);
        Label last = new Label();
        scope.out.visitLabel(last);
        scope.out.visitMaxs(20, scope.locals.size());
        scope.out.visitEnd();
        return last.getOffset();
    }

    private void enterFunction() {
        scope.locals.clear(scope, FIRST_FREE_LOCAL);
        if (scope.stack.needsFrame()) {
            scope.machine();
            scope.push(scope.stack.bytesToClear());
            scope.callMachine("enter", "(I)V");
        }
        loadSurroundings();
    }

    /** The stack, the context and r10. */
    private void loadSurroundings() {
        scope.machine();
        scope.out.visitFieldInsn(Opcodes.GETFIELD, FunctionScope.MACHINE, "context", "[B");
        scope.out.visitVarInsn(Opcodes.ASTORE, Locals.CONTEXT);
        scope.machine();
        scope.callMachine(scope.stack.needsFrame() ? "framePointer" : "nextFramePointer", "()J");
        scope.store(FunctionScope.FRAME_POINTER);
        if (scope.stack.needsFrame()) {
            scope.machine();
            scope.callMachine("frameBytes", "()[B");
            scope.out.visitVarInsn(Opcodes.ASTORE, Locals.STACK);
        }
        meter.begin();
    }

    private void enterPart() {
        // Parameters first: locals get their places over them.
        scope.out.visitVarInsn(Opcodes.ALOAD, 1);
        scope.out.visitVarInsn(Opcodes.ILOAD, 2);
        scope.locals.clear(scope, 1);
        scope.out.visitVarInsn(Opcodes.ISTORE, Locals.SLOT);
        scope.out.visitVarInsn(Opcodes.ASTORE, Locals.REGISTERS);
        int wanted = live(entries());
        for (int register = 0; register < REGISTERS - 1; register++) {
            if ((wanted & 1 << register) != 0) {
                scope.out.visitVarInsn(Opcodes.ALOAD, Locals.REGISTERS);
                scope.push(register);
                scope.out.visitInsn(Opcodes.LALOAD);
                scope.store(register);
            }
        }
        loadSurroundings();
    }

    /** Where the part may be entered: at any block in it, as nobody keeps count of who jumps where. */
    private List<Integer> entries() {
        List<Integer> entries = new ArrayList<>();
        for (int slot = from; slot < to; slot = scope.layout.next(slot)) {
            if (scope.tracking.isReached(slot) && (slot == from || scope.layout.beginsBlock(slot))) {
                entries.add(slot);
            }
        }
        return entries;
    }

    /** Registers that are read at one of these slots or later, as bits. */
    private int live(List<Integer> slots) {
        int live = 0;
        for (int slot : slots) {
            for (int register = 0; register < REGISTERS - 1; register++) {
                live |= scope.tracking.isLive(slot, register) ? 1 << register : 0;
            }
        }
        return live;
    }

    /** To the block that the part was asked for. */
    private void dispatch() {
        int[] keys = entries().stream().mapToInt(Integer::intValue).toArray();
        Label[] stubs = new Label[keys.length];
        for (int entry = 0; entry < stubs.length; entry++) {
            stubs[entry] = new Label();
        }
        scope.out.visitVarInsn(Opcodes.ILOAD, Locals.SLOT);
        scope.out.visitLookupSwitchInsn(impossible, keys, stubs);
        for (int entry = 0; entry < stubs.length; entry++) {
            scope.frame(stubs[entry]);
            completeAll(keys[entry]);
            scope.out.visitJumpInsn(Opcodes.GOTO, label(keys[entry]));
        }
    }

    /** Makes the other forms of all registers that are wanted at a slot. */
    private void completeAll(int slot) {
        for (int register = 0; register < REGISTERS - 1; register++) {
            if (scope.tracking.isLive(slot, register)) {
                scope.complete(scope.tracking.form(slot, register), register);
            }
        }
    }

    private void body() {
        int slot = from;
        while (slot < to) {
            int next = scope.layout.next(slot);
            if (!scope.tracking.isReached(slot)) {
                slot = next;
                continue;
            }
            boolean begins = slot == from || scope.layout.beginsBlock(slot);
            if (begins) {
                scope.frame(label(slot));
                scope.push((long) scope.layout.instructionsFrom(slot));
                scope.out.visitVarInsn(Opcodes.LLOAD, Locals.COUNT);
                scope.out.visitInsn(Opcodes.LADD);
                scope.out.visitVarInsn(Opcodes.LSTORE, Locals.COUNT);
                meter.enterBlock(slot);
                seams.cut(slot);
            }
            Instruction instruction = scope.at(slot);
            write(slot, instruction);
            if (fallsThrough(instruction)) {
                goOn(slot, next);
            }
            slot = next;
        }
    }

    private static boolean fallsThrough(Instruction instruction) {
        return instruction.opcode() != EXIT && instruction.opcode() != GOTO && instruction.opcode() != GOTO_LONG;
    }

    /** From an instruction to the one after it, which may stand elsewhere. */
    private void goOn(int slot, int next) {
        if (next >= to || !scope.tracking.isReached(next)) {
            scope.out.visitJumpInsn(Opcodes.GOTO, edge(slot, next));
        } else {
            forms.change(slot, next);
        }
    }

    private void write(int slot, Instruction instruction) {
        switch (instruction.instructionClass()) {
            case ALU, ALU64 -> arithmetic.write(slot, instruction);
            case LD -> {
                if (instruction.isWide()) {
                    constants.write(slot, instruction);
                } else {
                    calls.packetLoad(slot, instruction, this::leave);
                }
            }
            case LDX -> memory.load(slot, instruction);
            case ST -> memory.storeImmediate(slot, instruction);
            case STX -> {
                if ((instruction.opcode() & 0xe0) == ATOMIC) {
                    memory.atomic(slot, instruction);
                } else {
                    memory.store(slot, instruction);
                }
            }
            default -> jump(slot, instruction);
        }
    }

    private void jump(int slot, Instruction instruction) {
        switch (instruction.opcode()) {
            case EXIT -> {
                if (scope.tracking.isSmall(slot, 0)) {
                    scope.widen(0);
                }
                leave();
            }
            case GOTO, GOTO_LONG -> scope.out.visitJumpInsn(Opcodes.GOTO, edge(slot, scope.layout.target(slot)));
            case CALL -> {
                if (instruction.src() == PSEUDO_CALL) {
                    calls.function(slot, instruction);
                } else {
                    calls.helper(slot, instruction, this::leave);
                }
            }
            default -> jumps.write(slot, instruction, edge(slot, scope.layout.target(slot)));
        }
    }

    /** Ends the function with r0. */
    private void leave() {
        scope.flushCount();
        if (isPart) {
            scope.out.visitVarInsn(Opcodes.ALOAD, Locals.REGISTERS);
            scope.out.visitInsn(Opcodes.ICONST_0);
            scope.loadWhole(0);
            scope.out.visitInsn(Opcodes.LASTORE);
            scope.push(OVER);
            scope.out.visitInsn(Opcodes.IRETURN);
            return;
        }
        if (scope.stack.needsFrame()) {
            scope.machine();
            scope.callMachine("leave", "()V");
        }
        scope.loadWhole(0);
        scope.out.visitInsn(Opcodes.LRETURN);
    }

    private void endAsInterpreted() {
        scope.forgetRest();
        leave();
    }

    private Label label(int slot) {
        return labels.computeIfAbsent(slot, any -> new Label());
    }

    /** Where to jump for getting from one slot to another. */
    private Label edge(int slot, int target) {
        if (!scope.tracking.isReached(target)) {
            return impossible;
        }
        boolean inside = target >= from && target < to;
        if (inside && !forms.differ(slot, target)) {
            return label(target);
        }
        Label label = new Label();
        detours.add(new Detour(label, slot, target));
        return label;
    }

    private void takeDetours() {
        for (Detour detour : detours) {
            scope.frame(detour.label());
            if (detour.to() >= from && detour.to() < to) {
                forms.change(detour.from(), detour.to());
                scope.out.visitJumpInsn(Opcodes.GOTO, label(detour.to()));
            } else {
                leavePart(detour.from(), detour.to());
            }
        }
    }

    /** Goes on in another part, by way of the one place where this part is left. */
    private void leavePart(int slot, int target) {
        forms.widenAll(slot, target);
        scope.markSlot(target);
        scope.out.visitJumpInsn(Opcodes.GOTO, partEnd);
    }

    private void endPart() {
        scope.frame(partEnd);
        scope.flushCount();
        List<Integer> outside = detours.stream()
                .map(Detour::to)
                .filter(target -> target < from || target >= to)
                .toList();
        int wanted = live(outside);
        for (int register = 0; register < REGISTERS - 1; register++) {
            if ((wanted & 1 << register) != 0) {
                scope.out.visitVarInsn(Opcodes.ALOAD, Locals.REGISTERS);
                scope.push(register);
                scope.loadWhole(register);
                scope.out.visitInsn(Opcodes.LASTORE);
            }
        }
        scope.out.visitVarInsn(Opcodes.ILOAD, Locals.SLOT);
        scope.out.visitInsn(Opcodes.IRETURN);
    }
}
