// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.KernelFunction.Flag;
import dev.probeproof.emulator.verifier.KernelFunctionTable.Entry;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The kernel functions that one program may call, by their id in the target kernel's types. */
final class KernelFunctions {
    private final Btf types;
    private final ProgramImage image;
    private final KernelProfile profile;
    private final String kernel;
    private final Map<Integer, Optional<KernelFunction>> known = new HashMap<>();

    KernelFunctions(TargetKernel target, ProgramImage image, KernelProfile profile) {
        this.types = target.btf();
        this.kernel = target.name();
        this.image = image;
        this.profile = profile;
    }

    /** The name of the function that a call names, or empty if it names none. */
    Optional<String> name(Instruction call) {
        return function(call.imm()).map(BtfType.Func::name);
    }

    private Optional<BtfType.Func> function(int id) {
        boolean there = id > 0 && id < types.endId();
        return there && types.type(id) instanceof BtfType.Func function ? Optional.of(function) : Optional.empty();
    }

    /**
     * The function that a call names, if the program may call it.
     *
     * @throws UnsupportedFeatureException if neither can be said
     */
    Optional<KernelFunction> allowed(Instruction call) {
        return known.computeIfAbsent(call.imm(), this::resolve);
    }

    /** As {@link #allowed}, where the answer does not decide anything yet. */
    Optional<KernelFunction> known(Instruction call) {
        Optional<String> name = name(call);
        boolean listed = name.isPresent() && KernelFunctionTable.find(name.get()) != null;
        return listed ? allowed(call) : Optional.empty();
    }

    private Optional<KernelFunction> resolve(int id) {
        BtfType.Func function = function(id).orElseThrow();
        Entry entry = KernelFunctionTable.find(function.name());
        if (entry == null) {
            if (isTagged(id) || !areTagged()) {
                throw new UnsupportedFeatureException(
                        "a call of the kernel function " + function.name(),
                        "who may call it, and how, is not modelled for kernel '" + kernel + "'");
            }
            return Optional.empty();
        }
        boolean allowed = KernelFunctionGroups.of(entry.group(), profile).contains(image.type());
        if (!allowed || !(types.type(function.proto()) instanceof BtfType.FuncProto prototype)) {
            return Optional.empty();
        }
        Set<Flag> flags = new HashSet<>(entry.flags());
        if (!profile.isAtLeast(6, 7)) {
            flags.add(Flag.UNMODELLED);
        }
        if (profile.isAtLeast(7, 0)) {
            flags.add(Flag.TRUSTED_ARGUMENTS);
        }
        return Optional.of(new KernelFunction(id, types, function, prototype, Set.copyOf(flags)));
    }

    /** Since 6.10 the kernel's types tag its kfuncs, if the tool that made them did so. */
    private boolean areTagged() {
        return types.find(BtfKind.DECL_TAG, "bpf_kfunc").isPresent();
    }

    private boolean isTagged(int id) {
        return types.findAll(BtfKind.DECL_TAG, "bpf_kfunc").stream()
                .anyMatch(tag -> ((BtfType.DeclTag) types.type(tag)).type() == id);
    }

    /** The program type whose rules apply. */
    ProgramType programType() {
        return image.type();
    }
}
