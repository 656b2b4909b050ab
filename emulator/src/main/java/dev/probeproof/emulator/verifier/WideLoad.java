// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.MapType;

/** 64-bit immediate loads: numbers, maps, map values, functions and kernel symbols. */
final class WideLoad {
    private final Verification verification;
    private final Checks checks;

    WideLoad(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
    }

    void check() {
        Instruction low = verification.instruction();
        Instruction high = verification.program[verification.slot + 1];
        checks.registers.requireWritable(low.dst());
        RegisterState loaded = switch (low.src()) {
            case 0 -> verification.constant((low.imm() & 0xffff_ffffL) | (long) high.imm() << 32);
            case Opcode.PSEUDO_BTF_ID -> checks.typed.symbol(verification.slot);
            case Opcode.PSEUDO_FUNC -> checks.calls.functionPointer(verification.slot + 1 + low.imm());
            case Opcode.PSEUDO_MAP_VALUE, Opcode.PSEUDO_MAP_IDX_VALUE -> value(low, high);
            default ->
                RegisterState.pointer(RegisterType.MAP_POINTER).map(map(low)).build();
        };
        verification.set(low.dst(), loaded);
    }

    private RegisterState value(Instruction low, Instruction high) {
        VerifierMap map = map(low);
        if (map.type() == MapType.ARENA) {
            return verification.unknown();
        }
        RegisterState.Parts value =
                RegisterState.pointer(RegisterType.MAP_VALUE).map(map).offset(high.imm());
        return value.build();
    }

    private VerifierMap map(Instruction low) {
        return verification.maps.get(low.imm());
    }
}
