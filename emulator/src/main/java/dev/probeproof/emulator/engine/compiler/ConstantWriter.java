// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.engine.FunctionAddresses;
import dev.probeproof.emulator.engine.compiler.Tracking.Form;
import dev.probeproof.loader.insn.Instruction;
import org.objectweb.asm.Opcodes;

import static dev.probeproof.loader.insn.Opcode.*;

/** Loads of 64-bit constants: numbers, maps, values of maps, functions. */
final class ConstantWriter {
    private final FunctionScope scope;

    ConstantWriter(FunctionScope scope) {
        this.scope = scope;
    }

    void write(int slot, Instruction instruction) {
        int dst = instruction.dst();
        int low = instruction.imm();
        Form after = scope.tracking.form(scope.layout.next(slot), dst);
        switch (instruction.src()) {
            case PSEUDO_MAP_IDX -> {
                scope.loadOfMap("mapAddresses", "[J", low, Opcodes.LALOAD);
                scope.storeAs(after, dst);
            }
            case PSEUDO_MAP_IDX_VALUE -> {
                if (after != Form.POINTER || scope.isAddressWanted(scope.layout.next(slot), dst)) {
                    scope.loadOfMap("flatBases", "[J", low, Opcodes.LALOAD);
                    scope.push((long) scope.at(slot + 1).imm());
                    scope.out.visitInsn(Opcodes.LADD);
                    scope.store(dst);
                }
                if (after == Form.POINTER) {
                    scope.loadOfMap("flatBytes", "[[B", low, Opcodes.AALOAD);
                    scope.out.visitVarInsn(Opcodes.ASTORE, Locals.array(dst));
                    scope.push(scope.at(slot + 1).imm());
                    scope.out.visitVarInsn(Opcodes.ISTORE, Locals.index(dst));
                }
            }
            case PSEUDO_FUNC -> {
                scope.push(FunctionAddresses.of(slot + 1 + low));
                scope.storeAs(after, dst);
            }
            default -> {
                scope.push((long) scope.at(slot + 1).imm() << 32 | low & 0xffff_ffffL);
                scope.storeAs(after, dst);
            }
        }
    }
}
