// SPDX-License-Identifier: MIT
/* How many bytes each process reads, and how many of its reads fail. */
#include "probeproof.h"

struct total {
	u64 bytes;
	u64 failures;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u32);
	__type(value, struct total);
} totals SEC(".maps");

PROBE("vfs_read%return($retval)")
SEC("kretprobe")
int on_read(struct pt_regs *ctx, u64 failed, s64 result)
{
	u32 pid = bpf_get_current_pid_tgid() >> 32;
	struct total first = {};
	struct total *total = bpf_map_lookup_elem(&totals, &pid);

	if (!total) {
		bpf_map_update_elem(&totals, &pid, &first, BPF_NOEXIST);
		total = bpf_map_lookup_elem(&totals, &pid);
		if (!total)
			return 0;
	}
	if (result < 0)
		__sync_fetch_and_add(&total->failures, 1);
	else
		__sync_fetch_and_add(&total->bytes, result);
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
