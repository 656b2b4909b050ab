// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.helper.HelperPrototype;
import dev.probeproof.emulator.helper.HelperPrototypes;
import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.emulator.profile.HelperAvailability;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.GplCompatibility;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static dev.probeproof.loader.uapi.Errno.EINVAL;
import static dev.probeproof.loader.uapi.Errno.ENOTSUPP;

/** Whether a program may call a helper at all, whatever it passes. */
final class HelperGate {
    /** Functions whose tracing programs may call {@code bpf_d_path} (Linux 6.18). */
    private static final Set<String> PATH_FUNCTIONS = Set.of(
            "security_file_permission",
            "security_inode_getattr",
            "security_file_open",
            "security_path_truncate",
            "vfs_truncate",
            "vfs_fallocate",
            "dentry_open",
            "vfs_getattr",
            "filp_close");

    private final Verification verification;
    /** What was found to be allowed, by number: that does not depend on the path. Only looked up by key. */
    private final Map<Integer, HelperPrototype> allowed = new HashMap<>();

    HelperGate(Verification verification) {
        this.verification = verification;
    }

    /** The prototype of a helper number that programs of this kind may call. */
    HelperPrototype require(int number) {
        HelperPrototype known = allowed.get(number);
        if (known == null) {
            known = find(number);
            allowed.put(number, known);
        }
        return known;
    }

    private HelperPrototype find(int number) {
        ProgramType type = verification.image.type();
        int attach = verification.image.expectedAttachType();
        Optional<String> refusal =
                HelperAvailability.refusal(type, attach, verification.isSleepable(), number, verification.profile);
        if (refusal.isPresent()) {
            throw verification.reject(EINVAL, "%s", refusal.get());
        }
        HelperId id = HelperId.of(number).orElseThrow();
        // Where one address may mean two things, a helper must say which one it reads.
        if ((id == HelperId.PROBE_READ || id == HelperId.PROBE_READ_STR)
                && AddressRules.of(verification.target.arch()).separateSpaces()) {
            throw verification.reject(EINVAL, "%s", HelperAvailability.refusalOfType(id, verification.profile));
        }
        HelperPrototype prototype = HelperPrototypes.find(id, type, verification.profile);
        if (prototype.gplOnly() && !GplCompatibility.of(verification.image.license())) {
            throw verification.reject(EINVAL, "cannot call GPL-restricted function from non-GPL compatible program");
        }
        if (id == HelperId.D_PATH && !mayAskForPaths()) {
            throw verification.reject(EINVAL, "helper call is not allowed in probe");
        }
        refusal = HelperAvailability.sleepRefusal(type, attach, verification.isSleepable(), id, verification.profile);
        if (refusal.isPresent()) {
            throw verification.reject(EINVAL, "%s", refusal.get());
        }
        return prototype;
    }

    /** Only where no lock is held that the name of a file needs. Security hooks are trusted to be such a place. */
    private boolean mayAskForPaths() {
        if (verification.image.type() != ProgramType.TRACING
                || verification.image.expectedAttachType() == AttachType.TRACE_ITER.number()
                || !verification.image.attachModule().isEmpty()) {
            return true;
        }
        return PATH_FUNCTIONS.contains(verification.target.btf().name(verification.image.attachBtfId()));
    }

    /** A helper that may sleep needs a program, and a place in it, that may. */
    void requireContext(HelperPrototype prototype) {
        if (!prototype.maySleep() || !verification.profile.isAtLeast(6, 2)) {
            return;
        }
        VerifierState state = verification.state;
        if (!verification.isSleepable() && !state.inSleepable) {
            throw verification.reject(EINVAL, "helper call might sleep in a non-sleepable prog");
        }
        refuseSleepIn(state.activeRcuLocks > 0, prototype.id(), "rcu_read_lock region");
        refuseSleepIn(state.activePreemptLocks > 0, prototype.id(), "non-preemptible region");
        refuseSleepIn(state.activeIrqId != 0, prototype.id(), "IRQ-disabled region");
    }

    private void refuseSleepIn(boolean inside, HelperId id, String where) {
        if (inside) {
            throw verification.reject(EINVAL, "sleepable helper %s#%d in %s", id.functionName(), id.number(), where);
        }
    }

    /** {@code bpf_get_func_ip} knows the address where a trampoline or a kprobe is. */
    void requireFunctionAddress() {
        ProgramType type = verification.image.type();
        String name = HelperId.GET_FUNC_IP.functionName();
        int number = HelperId.GET_FUNC_IP.number();
        if (type == ProgramType.KPROBE) {
            return;
        }
        if (type != ProgramType.TRACING) {
            throw verification.reject(
                    ENOTSUPP, "func %s#%d not supported for program type %d", name, number, type.number());
        }
        int attach = verification.image.expectedAttachType();
        boolean trampoline = attach == AttachType.TRACE_FENTRY.number()
                || attach == AttachType.TRACE_FEXIT.number()
                || attach == AttachType.MODIFY_RETURN.number();
        if (!trampoline) {
            throw verification.reject(
                    ENOTSUPP, "func %s#%d supported only for fentry/fexit/fmod_ret programs", name, number);
        }
    }

    /** Whether a helper may move a packet, so that what was proved of it is void ({@code bpf_helper_changes_pkt_data}). */
    static boolean changesPackets(HelperId id) {
        return switch (id) {
            case CLONE_REDIRECT,
                    L3_CSUM_REPLACE,
                    L4_CSUM_REPLACE,
                    LWT_PUSH_ENCAP,
                    LWT_SEG6_ACTION,
                    LWT_SEG6_ADJUST_SRH,
                    LWT_SEG6_STORE_BYTES,
                    MSG_POP_DATA,
                    MSG_PULL_DATA,
                    MSG_PUSH_DATA,
                    SKB_ADJUST_ROOM,
                    SKB_CHANGE_HEAD,
                    SKB_CHANGE_PROTO,
                    SKB_CHANGE_TAIL,
                    SKB_PULL_DATA,
                    SKB_STORE_BYTES,
                    SKB_VLAN_POP,
                    SKB_VLAN_PUSH,
                    STORE_HDR_OPT,
                    TAIL_CALL,
                    XDP_ADJUST_HEAD,
                    XDP_ADJUST_META,
                    XDP_ADJUST_TAIL -> true;
            default -> false;
        };
    }
}
