// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.Errno;

/** {@code BPF_LD_ABS} and {@code BPF_LD_IND}: loads from a packet that end the program if there are not enough bytes. */
final class PacketLoad {
    private static final int CONTEXT = 6;
    private static final int LAST_CLOBBERED = 5;

    private final Verification verification;
    private final Checks checks;

    PacketLoad(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
    }

    void check() {
        Instruction instruction = verification.instruction();
        if (!verification.model.loadsPacketBytes(verification.profile)) {
            throw verification.reject(Errno.EINVAL, "BPF_LD_[ABS|IND] instructions not allowed for this program type");
        }
        checks.encoding.packetLoad(verification.slot);
        checks.registers.require(CONTEXT);
        checks.calls.requireNothingHeld("BPF_LD_[ABS|IND]");
        RegisterState context = verification.register(CONTEXT);
        if (!context.is(RegisterType.CONTEXT)) {
            throw verification.reject(Errno.EINVAL, "at the time of BPF_LD_ABS|IND R6 != pointer to skb");
        }
        if ((instruction.opcode() & 0xe0) == Opcode.IND) {
            checks.registers.require(instruction.src());
        }
        checks.pointers.requireUnmoved(context, CONTEXT, false);
        verification.frame().clobberCallerSaved();
        for (int i = 0; i <= LAST_CLOBBERED; i++) {
            verification.places.addRegister(i);
        }
        // Up to 32 bits, but as converted from network order nothing is known of them (as in the kernel).
        verification.set(0, verification.unknown());
    }
}
