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
        Optional<HelperPrototype> prototype = prototype(call);
        return prototype.isPresent() && prototype.get().maySleep() || has(call, Flag.SLEEPABLE);
    }

    @Override
    public boolean changesPacketData(Instruction call) {
        if (call.src() == Opcode.HELPER_CALL) {
            Optional<HelperId> helper = HelperId.of(call.imm());
            return helper.isPresent() && HelperGate.changesPackets(helper.get());
        }
        return has(call, Flag.CHANGES_PACKETS);
    }

    @Override
    public boolean isCallingBack(Instruction call) {
        return is(call, "bpf_rbtree_add_impl");
    }

    @Override
    public boolean isCallingBackLater(Instruction call) {
        return is(call, "bpf_wq_set_callback_impl");
    }

    @Override
    public boolean isIteratorNext(Instruction call) {
        return has(call, Flag.ITERATOR_NEXT);
    }

    @Override
    public boolean isThrow(Instruction call) {
        return is(call, "bpf_throw");
    }

    private boolean has(Instruction call, Flag flag) {
        Optional<KernelFunction> function = kernelFunction(call);
        return function.isPresent() && function.get().has(flag);
    }

    private boolean is(Instruction call, String name) {
        Optional<KernelFunction> function = kernelFunction(call);
        return function.isPresent() && function.get().is(name);
    }

    private Optional<KernelFunction> kernelFunction(Instruction call) {
        boolean resolved = call.src() == Opcode.PSEUDO_KFUNC_CALL && call.off() == 0;
        return resolved ? functions.known(call) : Optional.empty();
    }

    private Optional<HelperPrototype> prototype(Instruction call) {
        if (call.src() != Opcode.HELPER_CALL) {
            return Optional.empty();
        }
        Optional<HelperId> id = HelperId.of(call.imm());
        return id.isPresent() && HelperAvailability.allows(image.type(), image.expectedAttachType(), id.get(), profile)
                ? Optional.of(HelperPrototypes.find(id.get(), image.type(), profile))
                : Optional.empty();
    }
}
