// SPDX-License-Identifier: MIT
/*
 * Counts the states in which tasks wait: an ordinary program, made for one kernel and moved to others by its loader.
 * It reads a field that Linux 5.14 renamed, which 'probeproof fit' finds out:
 *
 *     probeproof fit examples/sleepers.bpf.o
 */
#include "probeproof.h"

struct task_struct {
	unsigned int __state; /* until 5.13: long state */
} __attribute__((preserve_access_index));

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, u64);
} waits SEC(".maps");

SEC("tp_btf/sched_switch")
int on_switch(u64 *ctx)
{
	const struct task_struct *previous = (void *)ctx[1];
	u32 state = previous->__state;
	u64 *known = bpf_map_lookup_elem(&waits, &state);
	u64 one = 1;

	if (known)
		__sync_fetch_and_add(known, 1);
	else
		bpf_map_update_elem(&waits, &state, &one, BPF_NOEXIST);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
