// SPDX-License-Identifier: MIT
// Map definitions: everything that the notation can say.
#include "probeproof.h"

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, u64);
} inner_one SEC(".maps"), inner_two SEC(".maps");

struct {
	__uint(type, 12); /* array of maps */
	__uint(max_entries, 4);
	__type(key, u32);
	__array(values, struct inner);
} outer SEC(".maps") = {
	.values = { &inner_one, 0, &inner_two },
};

int jump_target(void *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 3);
	__uint(key_size, 4);
	__array(values, int(void *));
} jumps SEC(".maps") = {
	.values = { [1] = (void *)&jump_target },
};

struct value {
	u64 a;
	char b[12];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 0x10000);
	__type(key, struct value);
	__type(value, struct value);
	__uint(pinning, 1);
	__uint(map_extra, 5);
} pinned SEC(".maps");

struct {
	__uint(type, 4711);
	__uint(max_entries, 1);
} future SEC(".maps");

SEC("tp_btf/sched_switch")
int jump_target(void *ctx)
{
	u32 key = 0;

	return bpf_map_lookup_elem(&outer, &key) != 0;
}

SEC("xdp.frags")
int names_all(void *ctx)
{
	u32 key = 0;
	struct value wide = {};

	return bpf_map_lookup_elem(&inner_one, &key) != 0 && bpf_map_lookup_elem(&inner_two, &key) != 0 &&
	       bpf_map_lookup_elem(&pinned, &wide) != 0 && bpf_map_lookup_elem(&jumps, &key) != 0 &&
	       bpf_map_lookup_elem(&future, &key) != 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
