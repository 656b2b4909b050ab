// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.profile.KernelProfile;
import java.util.Optional;

/**
 * What a kernel lets programs of one type do with their context and with packets, and what they must return: all that a
 * verifier asks about a program type, except for helpers.
 */
public interface ContextRules {
    /**
     * What an access of constant offset gives. Refused accesses end, after the lines of {@link ContextAnswer#log}, in
     * {@code invalid bpf_context access off=%d size=%d}.
     */
    ContextAnswer access(ContextAccess access);

    /** What R0 must be at the exit of the main program. */
    default ReturnRange returnRange(ProgramSetting setting) {
        return ReturnRange.unbounded();
    }

    /** Why such a program can never be loaded, whatever its instructions; empty if it can. In the kernel's order. */
    default Optional<SettingRefusal> refusal(ProgramSetting setting) {
        return AttachTargets.misplaced(setting)
                .or(() -> attachTypeRefusal(setting))
                .or(() -> Sleepables.refusal(setting))
                .or(() -> targetRefusal(setting));
    }

    /** Why the expected attach type is refused. */
    default Optional<SettingRefusal> attachTypeRefusal(ProgramSetting setting) {
        return AttachTypes.refusal(setting);
    }

    /** Why what {@code attach_btf_id} names is refused. */
    default Optional<SettingRefusal> targetRefusal(ProgramSetting setting) {
        return Optional.empty();
    }

    /** Which packet accesses through {@code data} pointers are allowed; helpers may be handed packets where it is not NONE. */
    default PacketAccess packetAccess(KernelProfile profile) {
        return PacketAccess.NONE;
    }

    /** Whether {@code BPF_LD_ABS} and {@code BPF_LD_IND} are allowed. */
    default boolean loadsPacketBytes(KernelProfile profile) {
        return false;
    }

    /**
     * Whether kernels translate accesses of this context into others; where not, the program sees the very memory that the
     * kernel hands it.
     */
    default boolean translatesContext() {
        return true;
    }

    /** How far a context pointer may be moved before an access through it. */
    default ContextMove contextMove(ProgramSetting setting) {
        return !translatesContext() && setting.profile().has(KernelChange.MOVED_CONTEXTS)
                ? ContextMove.CONSTANT
                : ContextMove.NONE;
    }

    /** Whether helpers may be given the context, moved or not, where they ask for memory. */
    default boolean lendsContextAsMemory(ProgramSetting setting) {
        return false;
    }

    /** Whether what may be stored to the context may be stored as an immediate; older kernels ask for a register. */
    default boolean storesImmediates(KernelProfile profile) {
        return profile.has(KernelChange.CONTEXT_STORES_OF_IMMEDIATES);
    }
}
