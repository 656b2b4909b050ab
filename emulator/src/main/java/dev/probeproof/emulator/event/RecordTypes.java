// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.event;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbedTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The struct of a tracepoint's record: {@code trace_event_raw_} and the name of the event's class. Types do not say which
 * class an event is of; most are of one of their own name, the others are listed here, and of those that are not listed the
 * functions that fill records in tell by their parameters.
 */
public final class RecordTypes {
    private static final String STRUCT = "trace_event_raw_";
    private static final String FILLER = "trace_event_raw_event_";

    /** A class, and its events that have other names ({@code include/trace/events} of Linux 5.10 to 6.18). */
    private static final List<String> CLASSES = List.of(
            "block_bio: block_bio_bounce block_bio_backmerge block_bio_frontmerge block_bio_queue block_getrq",
            "block_buffer: block_touch_buffer block_dirty_buffer",
            "block_rq: block_rq_insert block_rq_issue block_rq_merge block_io_start block_io_done",
            "block_rq_completion: block_rq_complete block_rq_error",
            "cgroup: cgroup_mkdir cgroup_rmdir cgroup_release cgroup_rename cgroup_freeze cgroup_unfreeze",
            "cgroup_migrate: cgroup_attach_task cgroup_transfer_tasks",
            "cgroup_root: cgroup_setup_root cgroup_destroy_root cgroup_remount",
            "cpu: cpu_idle cpu_frequency",
            "ext4__es_extent: ext4_es_insert_extent ext4_es_cache_extent",
            "ext4__fallocate_mode: ext4_fallocate_enter ext4_punch_hole ext4_zero_range",
            "ext4__folio_op: ext4_read_folio ext4_release_folio",
            "ext4__page_op: ext4_writepage ext4_readpage ext4_releasepage",
            "ext4__write_begin: ext4_write_begin ext4_da_write_begin",
            "ext4__write_end: ext4_write_end ext4_journalled_write_end ext4_da_write_end",
            "exceptions: page_fault_user page_fault_kernel",
            "x86_exceptions: page_fault_user page_fault_kernel",
            "filelock_lease: break_lease_noblock break_lease_block break_lease_unblock generic_delete_lease time_out_leases",
            "filelock_lock: posix_lock_inode fcntl_setlk locks_remove_posix flock_lock_inode",
            "hrtimer_class: hrtimer_cancel",
            "kmem_alloc: kmalloc kmem_cache_alloc",
            "kmem_alloc_node: kmalloc_node kmem_cache_alloc_node",
            "kmem_free: kfree kmem_cache_free",
            "mm_page: mm_page_alloc_zone_locked",
            "mm_vmscan_direct_reclaim_begin_template: mm_vmscan_direct_reclaim_begin mm_vmscan_memcg_reclaim_begin"
                    + " mm_vmscan_memcg_softlimit_reclaim_begin",
            "mm_vmscan_direct_reclaim_end_template: mm_vmscan_direct_reclaim_end mm_vmscan_memcg_reclaim_end"
                    + " mm_vmscan_memcg_softlimit_reclaim_end",
            "module_refcnt: module_get module_put",
            "net_dev_rx_exit_template: napi_gro_frags_exit napi_gro_receive_exit netif_receive_skb_exit netif_rx_exit"
                    + " netif_receive_skb_list_exit",
            "net_dev_rx_verbose_template: napi_gro_frags_entry napi_gro_receive_entry netif_receive_skb_entry"
                    + " netif_rx_entry netif_receive_skb_list_entry",
            "net_dev_template: net_dev_queue netif_receive_skb netif_rx",
            "preemptirq_template: irq_disable irq_enable preempt_disable preempt_enable",
            "sched_numa_pair_template: sched_stick_numa sched_swap_numa",
            "sched_process_template: sched_process_free sched_process_exit sched_wait_task",
            "sched_stat_template: sched_stat_wait sched_stat_sleep sched_stat_iowait sched_stat_blocked",
            "sched_wakeup_template: sched_waking sched_wakeup sched_wakeup_new",
            "sock_msg_length: sock_send_length sock_recv_length",
            "softirq: softirq_entry softirq_exit softirq_raise",
            "tasklet: tasklet_entry tasklet_exit",
            "tcp_event_sk: tcp_receive_reset tcp_destroy_sock tcp_rcv_space_adjust",
            "tcp_event_sk_skb: tcp_retransmit_skb tcp_send_reset",
            "tcp_event_skb: tcp_bad_csum",
            "timer_class: timer_init timer_cancel",
            "writeback_dirty_inode_template: writeback_mark_inode_dirty writeback_dirty_inode_start writeback_dirty_inode",
            "writeback_folio_template: writeback_dirty_folio folio_wait_writeback",
            "writeback_inode_template: writeback_lazytime writeback_lazytime_iput writeback_dirty_inode_enqueue"
                    + " sb_mark_inode_writeback sb_clear_inode_writeback",
            "writeback_page_template: writeback_dirty_page wait_on_page_writeback",
            "writeback_single_inode_template: writeback_single_inode_start writeback_single_inode",
            "writeback_work_class: writeback_queue writeback_exec writeback_start writeback_written writeback_wait",
            "writeback_write_inode_template: writeback_write_inode_start writeback_write_inode",
            "x86_irq_vector: local_timer_entry local_timer_exit reschedule_entry reschedule_exit call_function_entry"
                    + " call_function_exit call_function_single_entry call_function_single_exit irq_work_entry"
                    + " irq_work_exit thermal_apic_entry thermal_apic_exit x86_platform_ipi_entry x86_platform_ipi_exit",
            "xdp_redirect_template: xdp_redirect xdp_redirect_err xdp_redirect_map xdp_redirect_map_err");

    private final TargetKernel kernel;

    public RecordTypes(TargetKernel kernel) {
        this.kernel = kernel;
    }

    /**
     * The struct, without the word {@code struct}.
     *
     * @param category of the event, or empty
     * @throws EventException if this kernel has none, or several that fit
     */
    public String of(String category, String event) {
        if (category.equals("syscalls")) {
            String half = event.startsWith("sys_exit") ? "sys_exit" : "sys_enter";
            return existing(half).orElseThrow(() -> unknown(category, event, List.of()));
        }
        Optional<String> known = existing(event).or(() -> listed(event));
        if (known.isPresent()) {
            return known.get();
        }
        List<String> alike = alike(event);
        if (alike.size() == 1) {
            return alike.get(0);
        }
        throw unknown(category, event, alike);
    }

    private Optional<String> existing(String className) {
        return kernel.btf().find(BtfKind.STRUCT, STRUCT + className).map(id -> STRUCT + className);
    }

    private Optional<String> listed(String event) {
        for (String line : CLASSES) {
            int colon = line.indexOf(':');
            if (List.of(line.substring(colon + 2).split(" ")).contains(event)) {
                Optional<String> found = existing(line.substring(0, colon));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** The classes whose records are made of what the event passes, and whose names begin like the event's. */
    private List<String> alike(String event) {
        Btf btf = kernel.btf();
        ProbedTypes tracepoints = new ProbedTypes(btf, Mechanism.TP_BTF);
        List<Integer> found = tracepoints.find(event);
        if (found.isEmpty()) {
            return List.of();
        }
        List<BtfType.Param> passed = tracepoints.prototype(found.get(0)).params();
        String system = event.contains("_") ? event.substring(0, event.indexOf('_')) : event;
        List<String> fitting = new ArrayList<>();
        for (String function : btf.names(BtfKind.FUNC)) {
            String className = function.startsWith(FILLER) ? function.substring(FILLER.length()) : "";
            if (className.startsWith(system)
                    && existing(className).isPresent()
                    && tracepoints.find(className).isEmpty()
                    && takes(btf, function, passed)) {
                fitting.add(STRUCT + className);
            }
        }
        return fitting;
    }

    private static boolean takes(Btf btf, String function, List<BtfType.Param> passed) {
        List<BtfType.Param> taken = new ProbedTypes(btf, Mechanism.KPROBE)
                .prototype(btf.findAll(BtfKind.FUNC, function).get(0))
                .params();
        if (taken.size() != passed.size() + 1) {
            return false;
        }
        for (int i = 0; i < passed.size(); i++) {
            if (btf.strip(taken.get(i + 1).type()) != btf.strip(passed.get(i).type())) {
                return false;
            }
        }
        return true;
    }

    private EventException unknown(String category, String event, List<String> candidates) {
        List<String> structs = kernel.btf().names(BtfKind.STRUCT).stream()
                .filter(name -> name.startsWith(STRUCT))
                .toList();
        List<String> near = candidates.isEmpty() ? Nearest.of(STRUCT + event, structs) : candidates;
        return new EventException("the types of kernel " + kernel.name()
                + " do not say what the record of tracepoint '" + (category.isEmpty() ? "" : category + ":") + event
                + "' is" + Nearest.suffix(near) + "\nhint: name its struct: record(\"trace_event_raw_…\")");
    }
}
