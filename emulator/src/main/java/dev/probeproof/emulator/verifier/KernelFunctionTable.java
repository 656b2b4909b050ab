// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.KernelFunction.Flag;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kernel functions that are offered to programs, each with the group of program types that get it and with its flags
 * (Linux 6.18, asked of real kernels program type by program type). The kernel's own types name the functions, but neither
 * their flags nor who may call them.
 */
final class KernelFunctionTable {
    /** Which program types get a function. */
    enum Group {
        /** Every type. */
        COMMON,
        GENERIC,
        TRACING,
        KEYS,
        CPUMASK,
        LSM,
        SKB,
        SKB_META,
        XDP,
        STRUCT_OPS,
        SOCK_ADDR,
        SOCK_OPS,
        CONNTRACK,
        CRYPTO_SETUP,
        CRYPTO,
        TEST,
        ITERATOR,
        TCP
    }

    record Entry(Group group, Set<Flag> flags) {}

    private static final String LINES = """
            COMMON bpf_cast_to_kern_ctx bpf_rdonly_cast bpf_rcu_read_lock bpf_rcu_read_unlock
            COMMON bpf_preempt_disable bpf_preempt_enable bpf_local_irq_save bpf_local_irq_restore
            COMMON bpf_dynptr_slice,null bpf_dynptr_slice_rdwr,null bpf_dynptr_adjust bpf_dynptr_clone bpf_dynptr_size
            COMMON bpf_dynptr_is_null bpf_dynptr_is_rdonly bpf_dynptr_copy bpf_dynptr_memset
            COMMON bpf_iter_num_new,new bpf_iter_num_next,next,null bpf_iter_num_destroy,destroy
            COMMON bpf_iter_bits_new,new bpf_iter_bits_next,next,null bpf_iter_bits_destroy,destroy
            COMMON bpf_iter_task_new,new,trusted,guarded bpf_iter_task_next,next,null bpf_iter_task_destroy,destroy
            COMMON bpf_iter_css_new,new,trusted,guarded bpf_iter_css_next,next,null bpf_iter_css_destroy,destroy
            COMMON bpf_iter_css_task_new,new,trusted bpf_iter_css_task_next,next,null bpf_iter_css_task_destroy,destroy
            COMMON bpf_iter_task_vma_new,new,rcu bpf_iter_task_vma_next,next,null bpf_iter_task_vma_destroy,destroy
            COMMON bpf_iter_kmem_cache_new,new,sleeps bpf_iter_kmem_cache_next,next,null,sleeps
            COMMON bpf_iter_kmem_cache_destroy,destroy,sleeps
            COMMON bpf_iter_dmabuf_new,new,sleeps bpf_iter_dmabuf_next,next,null,sleeps
            COMMON bpf_iter_dmabuf_destroy,destroy,sleeps
            COMMON bpf_map_sum_elem_count,trusted bpf_modify_return_test_tp bpf_get_kmem_cache
            COMMON bpf_copy_from_user_str,sleeps bpf_copy_from_user_task_str,sleeps,trusted
            COMMON bpf_copy_from_user_dynptr,sleeps bpf_copy_from_user_str_dynptr,sleeps
            COMMON bpf_copy_from_user_task_dynptr,sleeps,trusted bpf_copy_from_user_task_str_dynptr,sleeps,trusted
            COMMON bpf_probe_read_kernel_dynptr bpf_probe_read_kernel_str_dynptr
            COMMON bpf_probe_read_user_dynptr bpf_probe_read_user_str_dynptr
            COMMON bpf_strcasecmp bpf_strchr bpf_strchrnul bpf_strcmp bpf_strcspn bpf_strlen bpf_strnchr bpf_strnlen
            COMMON bpf_strnstr bpf_strrchr bpf_strspn bpf_strstr
            COMMON bpf_wq_init bpf_wq_start bpf_wq_set_callback_impl,other
            COMMON bpf_res_spin_lock,null bpf_res_spin_unlock
            COMMON bpf_res_spin_lock_irqsave,null bpf_res_spin_unlock_irqrestore
            COMMON bpf_cgroup_read_xattr,rcu __bpf_trap
            COMMON bpf_arena_alloc_pages,other bpf_arena_free_pages,other bpf_arena_reserve_pages,other
            COMMON bpf_stream_vprintk_impl,other bpf_stream_vprintk,other bpf_stream_print_stack,other
            COMMON bpf_wq_set_callback,other bpf_timer_cancel_async,other bpf_task_work_schedule_resume,other
            COMMON bpf_task_work_schedule_signal,other bpf_dynptr_from_file,other bpf_dynptr_file_discard,other
            COMMON bpf_strcasestr bpf_strncasecmp bpf_strncasestr
            COMMON bpf_task_work_schedule_resume_impl,other bpf_task_work_schedule_signal_impl,other
            COMMON bpf_xdp_metadata_rx_hash,other bpf_xdp_metadata_rx_timestamp,other bpf_xdp_metadata_rx_vlan_tag,other
            GENERIC bpf_task_acquire,acquire,rcu,null bpf_task_release,release
            GENERIC bpf_task_from_pid,acquire,null bpf_task_from_vpid,acquire,null
            GENERIC bpf_cgroup_acquire,acquire,rcu,null bpf_cgroup_release,release bpf_cgroup_ancestor,acquire,rcu,null
            GENERIC bpf_cgroup_from_id,acquire,null bpf_task_under_cgroup,rcu bpf_task_get_cgroup1,acquire,rcu,null
            GENERIC bpf_throw bpf_send_signal_task,trusted crash_kexec,destructive
            KEYS bpf_lookup_user_key,acquire,null,sleeps bpf_lookup_system_key,acquire,null bpf_key_put,release
            GENERIC bpf_obj_new_impl,other bpf_obj_drop_impl,other bpf_percpu_obj_new_impl,other
            GENERIC bpf_percpu_obj_drop_impl,other bpf_refcount_acquire_impl,other
            GENERIC bpf_list_back,other bpf_list_front,other bpf_list_pop_back,other bpf_list_pop_front,other
            GENERIC bpf_list_push_back_impl,other bpf_list_push_front_impl,other
            GENERIC bpf_rbtree_add_impl,other bpf_rbtree_first,other bpf_rbtree_left,other bpf_rbtree_remove,other
            GENERIC bpf_rbtree_right,other bpf_rbtree_root,other
            GENERIC bpf_obj_new,other bpf_obj_drop,other bpf_percpu_obj_new,other bpf_percpu_obj_drop,other
            GENERIC bpf_list_add,other bpf_list_del,other bpf_list_empty,other bpf_list_is_first,other
            GENERIC bpf_list_is_last,other bpf_list_push_back,other bpf_list_push_front,other bpf_rbtree_add,other
            GENERIC bpf_refcount_acquire,other
            CPUMASK bpf_cpumask_create,acquire,null bpf_cpumask_acquire,acquire,trusted bpf_cpumask_release,release
            CPUMASK bpf_cpumask_and,rcu bpf_cpumask_or,rcu bpf_cpumask_xor,rcu bpf_cpumask_copy,rcu
            CPUMASK bpf_cpumask_any_and_distribute,rcu bpf_cpumask_any_distribute,rcu bpf_cpumask_clear,rcu
            CPUMASK bpf_cpumask_clear_cpu,rcu bpf_cpumask_set_cpu,rcu bpf_cpumask_setall,rcu bpf_cpumask_empty,rcu
            CPUMASK bpf_cpumask_equal,rcu bpf_cpumask_first,rcu bpf_cpumask_first_and,rcu bpf_cpumask_first_zero,rcu
            CPUMASK bpf_cpumask_full,rcu bpf_cpumask_intersects,rcu bpf_cpumask_populate,rcu bpf_cpumask_subset,rcu
            CPUMASK bpf_cpumask_test_and_clear_cpu,rcu bpf_cpumask_test_and_set_cpu,rcu bpf_cpumask_test_cpu,rcu
            CPUMASK bpf_cpumask_weight,rcu
            TRACING css_rstat_flush,sleeps css_rstat_updated
            LSM bpf_get_task_exe_file,acquire,trusted,null bpf_put_file,release bpf_path_d_path,trusted
            LSM bpf_get_dentry_xattr,sleeps,trusted bpf_get_file_xattr,sleeps,trusted
            LSM bpf_set_dentry_xattr,sleeps,trusted bpf_remove_dentry_xattr,sleeps,trusted
            TRACING cgroup_rstat_flush,sleeps cgroup_rstat_updated
            LSM bpf_verify_pkcs7_signature,other bpf_get_fsverity_digest,other
            LSM bpf_session_cookie,other bpf_session_is_return,other
            LSM bpf_fentry_test1,other bpf_modify_return_test,other bpf_modify_return_test2,other
            SKB bpf_dynptr_from_skb,trusted
            SKB_META bpf_dynptr_from_skb_meta,trusted
            XDP bpf_dynptr_from_xdp bpf_xdp_pull_data,packets bpf_xdp_get_xfrm_state,other bpf_xdp_xfrm_state_release,other
            SOCK_ADDR bpf_sock_addr_set_sun_path,other
            SOCK_OPS bpf_sock_ops_enable_tx_tstamp,other
            CONNTRACK bpf_ct_change_status,other bpf_ct_change_timeout,other bpf_ct_insert_entry,other bpf_ct_release,other
            CONNTRACK bpf_ct_set_nat_info,other bpf_ct_set_status,other bpf_ct_set_timeout,other bpf_skb_ct_alloc,other
            CONNTRACK bpf_skb_ct_lookup,other bpf_xdp_ct_alloc,other bpf_xdp_ct_lookup,other
            CRYPTO_SETUP bpf_crypto_ctx_create,other bpf_crypto_ctx_acquire,acquire,rcu,null bpf_crypto_ctx_release,release
            CRYPTO bpf_crypto_decrypt,rcu bpf_crypto_encrypt,rcu
            TEST bpf_kfunc_call_memb_release,other bpf_kfunc_call_test_release,other
            ITERATOR bpf_sock_destroy,trusted
            SKB bpf_sk_assign_tcp_reqsk,other
            TCP bbr_cwnd_event,other bbr_init,other bbr_main,other bbr_min_tso_segs,other bbr_set_state,other
            TCP bbr_sndbuf_expand,other bbr_ssthresh,other bbr_undo_cwnd,other cubictcp_acked,other
            TCP cubictcp_cong_avoid,other cubictcp_cwnd_event,other cubictcp_init,other cubictcp_recalc_ssthresh,other
            TCP cubictcp_state,other tcp_cong_avoid_ai,other tcp_reno_cong_avoid,other tcp_reno_ssthresh,other
            TCP tcp_reno_undo_cwnd,other tcp_slow_start,other
            """;

    private static final Map<String, Entry> ENTRIES = parse();

    private KernelFunctionTable() {}

    /** What is known of a function, or null. */
    static @Nullable Entry find(String name) {
        return ENTRIES.get(name);
    }

    private static Map<String, Entry> parse() {
        Map<String, Entry> entries = new HashMap<>();
        LINES.lines().forEach(line -> {
            String[] words = line.split(" ");
            Group group = Group.valueOf(words[0]);
            Arrays.stream(words).skip(1).forEach(word -> {
                String[] parts = word.split(",");
                EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
                Arrays.stream(parts).skip(1).map(KernelFunctionTable::flag).forEach(flags::add);
                entries.put(parts[0], new Entry(group, flags));
            });
        });
        return Map.copyOf(entries);
    }

    private static Flag flag(String word) {
        return switch (word) {
            case "acquire" -> Flag.ACQUIRES;
            case "release" -> Flag.RELEASES;
            case "null" -> Flag.MAY_RETURN_NULL;
            case "trusted" -> Flag.TRUSTED_ARGUMENTS;
            case "rcu" -> Flag.RCU_ARGUMENTS;
            case "guarded" -> Flag.RCU_PROTECTED;
            case "sleeps" -> Flag.SLEEPABLE;
            case "destructive" -> Flag.DESTRUCTIVE;
            case "new" -> Flag.ITERATOR_NEW;
            case "next" -> Flag.ITERATOR_NEXT;
            case "destroy" -> Flag.ITERATOR_DESTROY;
            case "packets" -> Flag.CHANGES_PACKETS;
            case "other" -> Flag.UNMODELLED;
            default -> throw new IllegalStateException(word);
        };
    }
}
