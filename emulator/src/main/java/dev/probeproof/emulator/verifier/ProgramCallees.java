// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.helper.HelperPrototype;
import dev.probeproof.emulator.helper.HelperPrototypes;
import dev.probeproof.emulator.profile.HelperAvailability;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.KernelFunction.Flag;
import dev.probeproof.emulator.verifier.flow.Callees;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.uapi.HelperId;
import java.util.Optional;

/** What is known of the helpers that one program may call, before a path is followed. */
final class ProgramCallees implements Callees {
    private final ProgramImage image;
    private final KernelProfile profile;
    private final KernelFunctions functions;
    private final boolean proves;

    /**
     * @param proves whether engines will rely on what is said: then a helper takes all that it may read, while a kernel
     *     does not count what a format asks for
     */
    ProgramCallees(VerifierRequest request, boolean proves) {
        this.proves = proves;
        image = request.image();
        profile = request.profile();
        functions = new KernelFunctions(request.target(), image, profile);
    }

    @Override
    public int parameters(Instruction call) {
        if (call.src() == Opcode.PSEUDO_KFUNC_CALL) {
            return kernelFunction(call)
                    .map(function -> function.parameters().size())
                    .orElse(-1);
        }
        boolean takesByFormat = HelperId.of(call.imm()).equals(Optional.of(HelperId.TRACE_PRINTK));
        if (proves && takesByFormat) {
            return -1;
        }
        return prototype(call).map(prototype -> prototype.arguments().size()).orElse(-1);
    }

    @Override
    public boolean mightSleep(Instruction call) {
        return prototype(call).filter(HelperPrototype::maySleep).isPresent()
                || kernelFunction(call)
                        .filter(function -> function.has(Flag.SLEEPABLE))
                        .isPresent();
    }

    @Override
    public boolean changesPacketData(Instruction call) {
        return call.src() == Opcode.HELPER_CALL
                        && HelperId.of(call.imm())
                                .filter(HelperGate::changesPackets)
                                .isPresent()
                || kernelFunction(call)
                        .filter(function -> function.has(Flag.CHANGES_PACKETS))
                        .isPresent();
    }

    @Override
    public boolean isCallingBack(Instruction call) {
        return kernelFunction(call)
                .filter(function -> function.is("bpf_rbtree_add_impl"))
                .isPresent();
    }

    @Override
    public boolean isCallingBackLater(Instruction call) {
        return kernelFunction(call)
                .filter(function -> function.is("bpf_wq_set_callback_impl"))
                .isPresent();
    }

    @Override
    public boolean isIteratorNext(Instruction call) {
        return kernelFunction(call)
                .filter(function -> function.has(Flag.ITERATOR_NEXT))
                .isPresent();
    }

    @Override
    public boolean isThrow(Instruction call) {
        return kernelFunction(call).filter(function -> function.is("bpf_throw")).isPresent();
    }

    private Optional<KernelFunction> kernelFunction(Instruction call) {
        boolean resolved = call.src() == Opcode.PSEUDO_KFUNC_CALL && call.off() == 0;
        return resolved ? functions.known(call) : Optional.empty();
    }

    private Optional<HelperPrototype> prototype(Instruction call) {
        if (call.src() != Opcode.HELPER_CALL) {
            return Optional.empty();
        }
        return HelperId.of(call.imm())
                .filter(id -> HelperAvailability.allows(image.type(), image.expectedAttachType(), id, profile))
                .map(id -> HelperPrototypes.find(id, image.type(), profile));
    }
}
