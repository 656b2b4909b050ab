// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.loader.kernel.KernelRelease;
import java.util.List;

/**
 * Arguments of tracepoints that may be null, or an errno in place of a pointer, though their types do not say so. Measured
 * by loading every argument of every tracepoint of Linux 6.12, 6.18 and 7.2; a kernel's modules may have more.
 */
final class NullableArguments {
    enum Nullness {
        NEVER,
        NULL,
        /** An errno as a pointer: programs get it as a number. */
        ERROR
    }

    /**
     * One of them.
     *
     * @param except a measured release that does not know it, though an older and a newer one do; mostly empty
     */
    private record Argument(String tracepoint, int index, Nullness nullness, String except) {
        boolean isIn(KernelRelease release) {
            return except.isEmpty() || !release.equals(KernelRelease.of(except));
        }
    }

    private static final List<Argument> TABLE = List.of(
            new Argument("break_lease_block", 1, Nullness.NULL, ""),
            new Argument("break_lease_noblock", 1, Nullness.NULL, ""),
            new Argument("break_lease_unblock", 1, Nullness.NULL, ""),
            new Argument("ext4_mballoc_discard", 1, Nullness.NULL, ""),
            new Argument("ext4_mballoc_free", 1, Nullness.NULL, ""),
            new Argument("fcntl_setlk", 1, Nullness.NULL, ""),
            new Argument("fib_table_lookup", 2, Nullness.NULL, ""),
            new Argument("flock_lock_inode", 1, Nullness.NULL, ""),
            new Argument("folio_wait_writeback", 1, Nullness.NULL, ""),
            new Argument("generic_delete_lease", 1, Nullness.NULL, ""),
            new Argument("hugetlbfs_alloc_inode", 1, Nullness.NULL, ""),
            new Argument("kfree_skb", 3, Nullness.NULL, ""),
            new Argument("locks_remove_posix", 1, Nullness.NULL, ""),
            new Argument("mm_collapse_huge_page_isolate", 0, Nullness.NULL, ""),
            new Argument("mm_khugepaged_collapse_file", 1, Nullness.NULL, ""),
            new Argument("mm_khugepaged_scan_file", 1, Nullness.NULL, ""),
            new Argument("mm_khugepaged_scan_pmd", 1, Nullness.NULL, ""),
            new Argument("mm_page_alloc", 0, Nullness.NULL, ""),
            new Argument("mm_page_alloc_zone_locked", 0, Nullness.NULL, ""),
            new Argument("mm_page_pcpu_drain", 0, Nullness.NULL, ""),
            new Argument("posix_lock_inode", 1, Nullness.NULL, ""),
            new Argument("qdisc_dequeue", 3, Nullness.NULL, ""),
            new Argument("sched_pi_setprio", 1, Nullness.NULL, ""),
            new Argument("sched_process_wait", 0, Nullness.NULL, "6.18"),
            new Argument("sched_stick_numa", 2, Nullness.NULL, ""),
            new Argument("sched_swap_numa", 2, Nullness.NULL, ""),
            new Argument("signal_deliver", 1, Nullness.ERROR, "6.18"),
            new Argument("signal_generate", 1, Nullness.ERROR, "6.18"),
            new Argument("tcp_send_reset", 0, Nullness.NULL, ""),
            new Argument("tcp_send_reset", 1, Nullness.NULL, ""),
            new Argument("tcp_sendmsg_locked", 2, Nullness.NULL, ""),
            new Argument("time_out_leases", 1, Nullness.NULL, ""),
            new Argument("tmigr_update_events", 0, Nullness.NULL, ""),
            new Argument("writeback_dirty_folio", 1, Nullness.NULL, ""),
            new Argument("xfs_blockgc_flush_all", 0, Nullness.NULL, ""),
            new Argument("xfs_blockgc_free_space", 1, Nullness.NULL, ""),
            new Argument("xfs_blockgc_start", 0, Nullness.NULL, ""),
            new Argument("xfs_blockgc_stop", 0, Nullness.NULL, ""),
            new Argument("xfs_blockgc_worker", 0, Nullness.NULL, ""),
            new Argument("xfs_btree_overlapped_query_range", 2, Nullness.NULL, ""),
            new Argument("xfs_btree_updkeys", 2, Nullness.NULL, ""),
            new Argument("xfs_defer_add_item", 0, Nullness.NULL, ""),
            new Argument("xfs_defer_cancel_item", 0, Nullness.NULL, ""),
            new Argument("xfs_defer_cancel_list", 0, Nullness.NULL, ""),
            new Argument("xfs_defer_create_intent", 0, Nullness.NULL, ""),
            new Argument("xfs_defer_finish_item", 0, Nullness.NULL, ""),
            new Argument("xfs_defer_isolate_paused", 0, Nullness.NULL, ""),
            new Argument("xfs_defer_item_pause", 0, Nullness.NULL, ""),
            new Argument("xfs_defer_item_unpause", 0, Nullness.NULL, ""),
            new Argument("xfs_defer_pending_abort", 0, Nullness.NULL, ""),
            new Argument("xfs_defer_pending_finish", 0, Nullness.NULL, ""),
            new Argument("xfs_defer_relog_intent", 0, Nullness.NULL, ""),
            new Argument("xfs_fs_sync_fs", 0, Nullness.NULL, ""),
            new Argument("xfs_inodegc_flush", 0, Nullness.NULL, ""),
            new Argument("xfs_inodegc_push", 0, Nullness.NULL, ""),
            new Argument("xfs_inodegc_queue", 0, Nullness.NULL, ""),
            new Argument("xfs_inodegc_start", 0, Nullness.NULL, ""),
            new Argument("xfs_inodegc_stop", 0, Nullness.NULL, ""),
            new Argument("xfs_inodegc_throttle", 0, Nullness.NULL, ""),
            new Argument("xfs_ioc_free_eofblocks", 1, Nullness.NULL, ""),
            new Argument("xfs_map_blocks_alloc", 4, Nullness.NULL, ""),
            new Argument("xfs_map_blocks_found", 4, Nullness.NULL, ""));

    private NullableArguments() {}

    static Nullness of(ProgramSetting setting, String tracepoint, int index) {
        if (!setting.profile().has(KernelChange.NULLABLE_TRACEPOINT_ARGUMENTS)) {
            return Nullness.NEVER;
        }
        return TABLE.stream()
                .filter(argument -> argument.index() == index
                        && argument.tracepoint().equals(tracepoint)
                        && argument.isIn(setting.profile().release()))
                .map(Argument::nullness)
                .findFirst()
                .orElse(Nullness.NEVER);
    }
}
