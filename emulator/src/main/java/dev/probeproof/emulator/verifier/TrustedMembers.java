// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import java.util.Set;

/**
 * Members of kernel structs whose pointers stay as good as the pointer to the struct, because the kernel says so (Linux
 * 6.18): {@code struct.member}.
 */
final class TrustedMembers {
    private static final Set<String> TRUSTED = Set.of(
            "bpf_iter_meta.seq", "bpf_iter__task.meta", "bpf_iter__task.task", "linux_binprm.file", "file.f_inode");

    private static final Set<String> TRUSTED_OR_NULL =
            Set.of("socket.sk", "dentry.d_inode", "vm_area_struct.vm_mm", "vm_area_struct.vm_file");

    private static final Set<String> RCU = Set.of(
            "task_struct.cpus_ptr",
            "task_struct.cgroups",
            "task_struct.real_parent",
            "task_struct.group_leader",
            "cgroup.kn",
            "css_set.dfl_cgrp",
            "cgroup_subsys_state.cgroup");

    private static final Set<String> RCU_OR_NULL = Set.of("mm_struct.exe_file", "sk_buff.sk", "request_sock.sk");

    private TrustedMembers() {}

    static boolean areTrusted(String struct, String member, boolean parentTrusted) {
        return parentTrusted && TRUSTED.contains(struct + "." + member);
    }

    static boolean areTrustedOrNull(String struct, String member, boolean parentTrusted) {
        return parentTrusted && TRUSTED_OR_NULL.contains(struct + "." + member);
    }

    static boolean areRcu(String struct, String member) {
        return RCU.contains(struct + "." + member);
    }

    static boolean areRcuOrNull(String struct, String member) {
        return RCU_OR_NULL.contains(struct + "." + member);
    }
}
