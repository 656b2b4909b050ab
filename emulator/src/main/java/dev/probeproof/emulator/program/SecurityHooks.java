// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.btf.BtfType;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What hooks of the security modules let programs say and rely on. Measured on Linux 6.12 and 7.2. */
final class SecurityHooks {
    static final String PREFIX = "bpf_lsm_";

    private static final int MAX_ERRNO = 4095;

    /** Hooks that answer a question. */
    private static final Set<String> BOOLEAN =
            hooks("audit_rule_known", "xfrm_state_pol_flow_match", "inode_xattr_skipcap");

    /** Hooks that run while their first argument is made or taken apart. */
    private static final Set<String> UNTRUSTED = hooks(
            "bpf_map_free",
            "bpf_prog_free",
            "file_alloc_security",
            "file_free_security",
            "sk_alloc_security",
            "sk_free_security",
            "task_free");

    /** Hooks whose results programs could not give. */
    private static final Set<String> DISABLED = hooks(
            "audit_rule_match",
            "getprocattr",
            "getselfattr",
            "inode_copy_up_xattr",
            "inode_getsecurity",
            "inode_listsecurity",
            "inode_need_killpriv",
            "ismaclabel",
            "key_getsecurity",
            "setprocattr",
            "vm_enough_memory",
            "xfrm_decode_session");

    /** Functions that only have such a name. */
    private static final Set<String> NO_HOOKS = hooks(
            "find_cgroup_shim",
            "func_proto",
            "get_retval_range",
            "has_d_inode_locked",
            "hook_returns_errno",
            "init",
            "is_sleepable_hook",
            "is_trusted",
            "verify_prog");

    private SecurityHooks() {}

    static boolean isHook(String function) {
        return function.startsWith(PREFIX) && !NO_HOOKS.contains(function);
    }

    /** Likewise; not in 6.12, in 7.2. */
    private static final Set<String> UNTRUSTED_LATER = hooks("bdev_alloc_security", "bdev_free_security");

    private static final Set<String> DISABLED_LATER = hooks("file_alloc_security");

    static boolean hasTrustedArguments(KernelProfile profile, String function) {
        return !UNTRUSTED.contains(function) && !(isLater(profile) && UNTRUSTED_LATER.contains(function));
    }

    static boolean isDisabled(KernelProfile profile, String function) {
        return profile.has(KernelChange.LSM_RETURN_RANGES)
                && (DISABLED.contains(function) || isLater(profile) && DISABLED_LATER.contains(function));
    }

    /** A mapping need not be of a file. */
    static boolean mayBeNull(KernelProfile profile, String function, int index) {
        return isLater(profile) && function.equals(PREFIX + "mmap_file") && index == 0;
    }

    private static boolean isLater(KernelProfile profile) {
        return profile.has(KernelChange.TRACING_SESSIONS);
    }

    /** 0 or a negative errno, for most. */
    static ReturnRange returnRange(ProgramSetting setting) {
        Optional<TargetFunction> hook = TargetFunction.of(setting);
        if (hook.isEmpty() || isVoid(hook.get())) {
            return ReturnRange.unbounded();
        }
        return (BOOLEAN.contains(hook.get().name()) ? ReturnRange.of(0, 1) : ReturnRange.of(-MAX_ERRNO, 0)).in32Bits();
    }

    /** What programs of a cgroup may say: yes or no, where the hook has a result. */
    static ReturnRange returnRangeInCgroup(ProgramSetting setting) {
        return TargetFunction.of(setting).filter(SecurityHooks::isVoid).isPresent()
                ? ReturnRange.of(1, 1)
                        .noting("Note, BPF_LSM_CGROUP that attach to void LSM hooks can't modify return value!")
                : ReturnRange.of(0, 1);
    }

    static boolean isVoid(TargetFunction hook) {
        return hook.btf().resolve(hook.proto().returnType()) instanceof BtfType.Void;
    }

    private static Set<String> hooks(String... names) {
        return Arrays.stream(names).map(name -> PREFIX + name).collect(Collectors.toUnmodifiableSet());
    }
}
