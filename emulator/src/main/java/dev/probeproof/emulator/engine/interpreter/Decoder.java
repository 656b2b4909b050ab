// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.FunctionAddresses;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import java.util.List;

import static dev.probeproof.loader.insn.Opcode.*;

/** Turns a program into {@link Code}. What cannot run is no error here: it faults when, and only if, it is reached. */
final class Decoder {
    private Decoder() {}

    static Code decode(Executable program) {
        Instructions source = program.instructions();
        List<EmulatedMap> maps = program.maps();
        long[] slots = new long[source.size() + 1];
        for (int slot = 0; slot < source.size(); slot++) {
            if (program.functions().containsKey(slot)) {
                slots[slot] = Code.pack(Code.CALL_KERNEL_FUNCTION, 0, 0, 0, 0);
                continue;
            }
            if (Objection.to(source, slot, maps.size()) != null) {
                continue;
            }
            Instruction instruction = source.get(slot);
            if (instruction.isWide()) {
                long constant = constant(source, slot, maps);
                slots[slot] = Code.pack(LD_IMM64, instruction.dst(), 0, 0, (int) constant);
                slots[slot + 1] = Code.pack(Code.REFUSED, 0, 0, 0, (int) (constant >>> 32));
                slot++;
            } else {
                slots[slot] = pack(instruction);
            }
        }
        return new Code(program, slots, source, maps.size());
    }

    /** What a wide load leaves in its register, whichever form it has. */
    private static long constant(Instructions source, int slot, List<EmulatedMap> maps) {
        int low = source.get(slot).imm();
        int high = source.get(slot + 1).imm();
        return switch (source.get(slot).src()) {
            case PSEUDO_FUNC -> FunctionAddresses.of(slot + 1 + low);
            case PSEUDO_MAP_IDX -> maps.get(low).address();
            case PSEUDO_MAP_IDX_VALUE -> maps.get(low).directValueAddress(high);
            default -> (long) high << 32 | low & 0xffff_ffffL;
        };
    }

    private static long pack(Instruction instruction) {
        return Code.pack(
                opcode(instruction), instruction.dst(), instruction.src(), instruction.off(), instruction.imm());
    }

    private static int opcode(Instruction instruction) {
        int opcode = instruction.opcode();
        boolean signed = instruction.off() == 1;
        return switch (opcode) {
            case ALU64 | DIV | K -> signed ? Code.SDIV64_K : opcode;
            case ALU64 | DIV | X -> signed ? Code.SDIV64_X : opcode;
            case ALU64 | MOD | K -> signed ? Code.SMOD64_K : opcode;
            case ALU64 | MOD | X -> signed ? Code.SMOD64_X : opcode;
            case ALU | DIV | K -> signed ? Code.SDIV32_K : opcode;
            case ALU | DIV | X -> signed ? Code.SDIV32_X : opcode;
            case ALU | MOD | K -> signed ? Code.SMOD32_K : opcode;
            case ALU | MOD | X -> signed ? Code.SMOD32_X : opcode;
            case ALU64 | MOV | X ->
                switch (instruction.off()) {
                    case 8 -> Code.MOVSX64_8;
                    case 16 -> Code.MOVSX64_16;
                    case 32 -> Code.MOVSX64_32;
                    default -> opcode;
                };
            case ALU | MOV | X ->
                switch (instruction.off()) {
                    case 8 -> Code.MOVSX32_8;
                    case 16 -> Code.MOVSX32_16;
                    default -> opcode;
                };
            case CALL -> instruction.src() == PSEUDO_CALL ? Code.CALL_FUNCTION : opcode;
            case STX | ATOMIC | B, STX | ATOMIC | H, STX | ATOMIC | W, STX | ATOMIC | DW ->
                switch (instruction.imm()) {
                    // Nothing runs beside a program, so ordered accesses are plain ones.
                    case LOAD_ACQUIRE -> LDX | MEM | opcode & 0x18;
                    case STORE_RELEASE -> STX | MEM | opcode & 0x18;
                    default -> opcode;
                };
            default -> opcode;
        };
    }
}
