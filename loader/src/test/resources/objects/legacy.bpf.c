// SPDX-License-Identifier: MIT
// Map definitions from before BTF; built without -g.
#include "probeproof.h"

struct bpf_map_def {
	u32 type, key_size, value_size, max_entries, map_flags;
};

struct bpf_map_def SEC("maps") counters = {
	.type = BPF_MAP_TYPE_HASH,
	.key_size = 4,
	.value_size = 8,
	.max_entries = 100,
	.map_flags = 1,
};

struct bpf_map_def SEC("maps") rings = {
	.type = BPF_MAP_TYPE_PERF_EVENT_ARRAY,
	.key_size = 4,
	.value_size = 4,
};

struct bpf_map_def SEC("maps/named") other_name = {
	.type = BPF_MAP_TYPE_ARRAY,
	.key_size = 4,
	.value_size = 16,
	.max_entries = 1,
};

SEC("socket")
int uses_both(void *ctx)
{
	u32 key = 0;

	if (bpf_map_lookup_elem(&counters, &key))
		return 1;
	if (bpf_map_lookup_elem(&other_name, &key))
		return 2;
	return bpf_perf_event_output(ctx, &rings, BPF_F_CURRENT_CPU, &key, sizeof(key));
}

char _license[] SEC("license") = "GPL";
