// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.engine.compiler.Tracking.Form;
import dev.probeproof.emulator.helper.ArgumentKind;
import dev.probeproof.emulator.proof.RegisterProof;
import dev.probeproof.emulator.proof.RegisterProof.Kind;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.uapi.HelperId;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

import static dev.probeproof.loader.insn.Opcode.*;

/**
 * Calls: of functions, of helpers, and the few helpers that are written out because every tracing program calls them.
 * Words of the stack that are local variables are lent to a helper: written to memory before the call and read back after.
 */
final class CallWriter {
    private static final String HELPER = "dev/probeproof/emulator/helper/Helper";
    private static final String PROBE_READS = ProbeReads.class.getName().replace('.', '/');
    private static final String CONTEXT = "dev/probeproof/emulator/helper/HelperContext";

    private final FunctionScope scope;
    private final MemoryWriter memory;
    private final RunMeter meter;
    private final String className;

    CallWriter(FunctionScope scope, MemoryWriter memory, RunMeter meter, String className) {
        this.scope = scope;
        this.memory = memory;
        this.meter = meter;
        this.className = className;
    }

    /** A call of a function of the program. */
    void function(int slot, Instruction instruction) {
        scope.markSlot(slot);
        meter.beforeFunction(slot);
        scope.machine();
        for (int register = 1; register <= 5; register++) {
            scope.load(slot, register);
        }
        scope.call(className, FunctionWriter.name(slot + 1 + instruction.imm()), FunctionWriter.DESCRIPTOR);
        scope.storeAs(scope.tracking.form(scope.layout.next(slot), 0), 0);
        meter.afterFunctions(slot);
    }

    /**
     * A call of a helper.
     *
     * @param leave writes what ends the function with r0 as it is
     */
    void helper(int slot, Instruction instruction, Runnable leave) {
        int number = instruction.imm();
        scope.markSlot(slot);
        HelperId id = scope.facts.prototype(number).id();
        // One that the program cannot have ends the run, whatever its arguments.
        boolean available = !scope.facts.prototype(number).arguments().isEmpty() && !scope.facts.isMocked(number);
        boolean written = switch (id) {
            case MAP_LOOKUP_ELEM -> available && lookup(slot);
            case PROBE_READ, PROBE_READ_KERNEL, PROBE_READ_USER -> available && probeRead(slot, id);
            default -> false;
        };
        if (!written) {
            any(slot, number, leave);
        }
    }

    private void any(int slot, int number, Runnable leave) {
        List<StackPlan.Loan> loans = scope.stack.loans(slot);
        loans.forEach(this::lend);
        boolean callsBack = scope.facts.prototype(number).kinds().contains(ArgumentKind.CALLBACK);
        if (callsBack || scope.facts.isTailCall(number)) {
            scope.flushCount(slot);
        }
        scope.machine();
        scope.out.visitFieldInsn(Opcodes.GETFIELD, FunctionScope.MACHINE, "helpers", "[L" + HELPER + ";");
        scope.push(number);
        scope.out.visitInsn(Opcodes.AALOAD);
        scope.machine();
        for (int register = 1; register <= 5; register++) {
            scope.load(slot, register);
        }
        scope.out.visitMethodInsn(Opcodes.INVOKEINTERFACE, HELPER, "call", "(L" + CONTEXT + ";JJJJJ)J", true);
        scope.storeAs(scope.tracking.form(scope.layout.next(slot), 0), 0);
        loans.forEach(this::takeBack);
        if (scope.facts.isTailCall(number)) {
            tailCall(slot, leave);
        }
        if (callsBack || scope.facts.isTailCall(number)) {
            meter.afterFunctions(slot);
        }
    }

    /** Goes on in another program if there is one, and leaves the function with what that returns. */
    private void tailCall(int slot, Runnable leave) {
        Label stay = new Label();
        scope.machine();
        scope.callMachine("wantsTailCall", "()Z");
        scope.out.visitJumpInsn(Opcodes.IFEQ, stay);
        scope.machine();
        scope.callMachine("followTailCall", "()J");
        scope.store(0);
        meter.skipBehind(slot);
        scope.forgetRest();
        leave.run();
        scope.frame(stay);
    }

    private void lend(StackPlan.Loan loan) {
        for (int word = loan.firstWord(); word <= loan.lastWord(); word++) {
            if (scope.stack.isPromoted(word)) {
                scope.out.visitVarInsn(Opcodes.ALOAD, Locals.STACK);
                scope.push(word * Long.BYTES);
                scope.out.visitVarInsn(Opcodes.LLOAD, scope.locals.word(word));
                scope.call(scope.memory, "store64", "([BIJ)V");
            }
        }
    }

    private void takeBack(StackPlan.Loan loan) {
        for (int word = loan.firstWord(); loan.written() && word <= loan.lastWord(); word++) {
            if (scope.stack.isPromoted(word)) {
                scope.out.visitVarInsn(Opcodes.ALOAD, Locals.STACK);
                scope.push(word * Long.BYTES);
                scope.call(scope.memory, "load64", "([BI)J");
                scope.out.visitVarInsn(Opcodes.LSTORE, scope.locals.word(word));
            }
        }
    }

    /** {@code bpf_map_lookup_elem} on a map that is always the same one. */
    private boolean lookup(int slot) {
        RegisterProof map = scope.tracking.before(slot, 1);
        if (map.kind() != Kind.MAP_POINTER || map.map() < 0 || !scope.tracking.isPointer(slot, 2)) {
            return false;
        }
        if (scope.facts.isFlat(map.map())) {
            arrayLookup(slot, map.map());
            return true;
        }
        if (!scope.facts.holdsValues(map.map())) {
            return false;
        }
        scope.stack.loans(slot).forEach(this::lend);
        scope.machine();
        scope.push(map.map());
        memory.place(slot, 2, 0);
        scope.callMachine("lookup", "(I[BI)L" + FunctionScope.REGION + ";");
        scope.out.visitVarInsn(Opcodes.ASTORE, Locals.SOME_REGION);
        scope.out.visitVarInsn(Opcodes.ALOAD, Locals.SOME_REGION);
        scope.call(FunctionScope.ELEMENTS, "address", "(L" + FunctionScope.REGION + ";)J");
        scope.store(0);
        if (scope.tracking.form(scope.layout.next(slot), 0) == Form.POINTER) {
            scope.setPointer(0);
        } else {
            scope.complete(scope.tracking.form(scope.layout.next(slot), 0), 0);
        }
        return true;
    }

    private void arrayLookup(int slot, int map) {
        int promoted = promotedWord(slot, 2);
        if (promoted >= 0) {
            int index = scope.tracking.constantStackIndex(slot, 2, 0);
            scope.out.visitVarInsn(Opcodes.LLOAD, scope.locals.word(promoted));
            int shift = 8 * (scope.facts.littleEndian() ? index % 8 : 4 - index % 8);
            if (shift != 0) {
                scope.push(shift);
                scope.out.visitInsn(Opcodes.LUSHR);
            }
            scope.out.visitInsn(Opcodes.L2I);
        } else {
            memory.place(slot, 2, 0);
            scope.call(scope.memory, "load32", "([BI)I");
        }
        scope.push(scope.facts.maxEntries(map));
        scope.push(scope.facts.stride(map));
        if (scope.facts.cpuStride(map) == 0) {
            scope.call(FunctionScope.ELEMENTS, "offset", "(III)I");
        } else {
            scope.push(scope.facts.cpuStride(map));
            scope.machine();
            scope.call(FunctionScope.ELEMENTS, "offsetOnCpu", "(IIIIL" + FunctionScope.MACHINE + ";)I");
        }
        scope.out.visitVarInsn(Opcodes.ISTORE, Locals.index(0));
        scope.loadOfMap("flatBytes", "[[B", map, Opcodes.AALOAD);
        scope.out.visitVarInsn(Opcodes.ASTORE, Locals.array(0));
        int next = scope.layout.next(slot);
        Form after = scope.tracking.form(next, 0);
        if (after == Form.POINTER && !scope.isAddressWanted(next, 0)) {
            return;
        }
        scope.loadOfMap("flatBases", "[J", map, Opcodes.LALOAD);
        scope.out.visitVarInsn(Opcodes.ILOAD, Locals.index(0));
        scope.call(FunctionScope.ELEMENTS, "address", "(JI)J");
        scope.store(0);
        if (after == Form.SMALL) {
            scope.complete(Form.SMALL, 0);
        }
    }

    /** The word of the stack that a register points to, 4 or 8 bytes of it, if it is a local variable; or -1. */
    private int promotedWord(int slot, int register) {
        int index = scope.tracking.constantStackIndex(slot, register, 0);
        return index >= 0 && index % Integer.BYTES == 0 && scope.stack.isPromoted(index / Long.BYTES)
                ? index / Long.BYTES
                : -1;
    }

    /** Reads of kernel or user memory into a word of the stack that is a local variable. */
    private boolean probeRead(int slot, HelperId id) {
        RegisterProof size = scope.tracking.before(slot, 2);
        int index = scope.tracking.constantStackIndex(slot, 1, 0);
        boolean fits = size.kind() == Kind.NUMBER
                && size.isConstant()
                && (size.min() == 1 || size.min() == 2 || size.min() == 4 || size.min() == 8)
                && index >= 0
                && index % Long.BYTES + size.min() <= Long.BYTES
                && scope.stack.isPromoted(index / Long.BYTES);
        if (!fits) {
            return false;
        }
        scope.machine();
        probeReads();
        scope.load(slot, 3);
        scope.push((int) size.min());
        scope.push(scope.newPlace());
        scope.push(scope.facts.littleEndian() ? 1 : 0);
        String name = switch (id) {
            case PROBE_READ -> "either";
            case PROBE_READ_KERNEL -> "kernel";
            default -> "user";
        };
        scope.out.visitMethodInsn(Opcodes.INVOKEVIRTUAL, PROBE_READS, name, "(JIIZ)J", false);
        memory.insert(index, (int) size.min());
        scope.machine();
        probeReads();
        scope.out.visitFieldInsn(Opcodes.GETFIELD, PROBE_READS, "status", "J");
        scope.storeAs(scope.tracking.form(scope.layout.next(slot), 0), 0);
        return true;
    }

    private void probeReads() {
        scope.out.visitFieldInsn(Opcodes.GETFIELD, FunctionScope.MACHINE, "probeReads", "L" + PROBE_READS + ";");
    }

    /** {@code BPF_LD_ABS} and {@code BPF_LD_IND}: outside of the packet they end the function with 0. */
    void packetLoad(int slot, Instruction instruction, Runnable leave) {
        scope.markSlot(slot);
        boolean indirect = (instruction.opcode() & 0xe0) == IND;
        scope.machine();
        scope.push(instruction.imm());
        if (indirect) {
            scope.loadInt(slot, instruction.src());
            scope.out.visitInsn(Opcodes.IADD);
        }
        scope.push(sizeBytes(instruction.opcode()));
        scope.callMachine("loadPacket", "(II)J");
        scope.storeAs(scope.tracking.form(scope.layout.next(slot), 0), 0);
        Label stay = new Label();
        scope.machine();
        scope.out.visitFieldInsn(Opcodes.GETFIELD, FunctionScope.MACHINE, "packetEnded", "Z");
        scope.out.visitJumpInsn(Opcodes.IFEQ, stay);
        scope.push(0L);
        scope.store(0);
        meter.skipBehind(slot);
        scope.flushCount(slot);
        scope.forgetRest();
        leave.run();
        scope.frame(stay);
    }
}
