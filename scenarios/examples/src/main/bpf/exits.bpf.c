// SPDX-License-Identifier: MIT
/* How many processes end, and how long the longest of them lived that this program has seen begin. */
#include "probeproof.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u32);
	__type(value, u64);
} born SEC(".maps");

u64 ended;
u64 longest_ns;

SEC("kprobe/wake_up_new_task")
int on_begin(struct pt_regs *ctx)
{
	u32 pid = bpf_get_current_pid_tgid();
	u64 now = bpf_ktime_get_ns();

	bpf_map_update_elem(&born, &pid, &now, BPF_ANY);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int on_exit(u64 *ctx)
{
	u32 pid = bpf_get_current_pid_tgid();
	u64 *begin = bpf_map_lookup_elem(&born, &pid);
	u64 lived;

	__sync_fetch_and_add(&ended, 1);
	if (!begin)
		return 0;
	lived = bpf_ktime_get_ns() - *begin;
	bpf_map_delete_elem(&born, &pid);
	if (lived > longest_ns)
		longest_ns = lived;
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
