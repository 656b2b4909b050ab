// SPDX-License-Identifier: MIT
// Maps that hold maps and programs, maps that are pinned, and maps that no kernel makes as they are.
#include "probeproof.h"

static long (*const bpf_tail_call)(void *ctx, void *map, u32 index) = (void *)12;

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} one SEC(".maps"), two SEC(".maps");

struct {
	__uint(type, 13); /* hash of maps */
	__uint(max_entries, 4);
	__type(key, u32);
	__array(values, struct inner);
} outer SEC(".maps") = {
	.values = { &one, 0, &two },
};

int target(void *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 3);
	__uint(key_size, 4);
	__array(values, int(void *));
} jumps SEC(".maps") = {
	.values = { [1] = (void *)&target },
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, u64);
	__uint(pinning, 1);
} kept SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, u32);
	__type(value, u64);
} unsized SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 5000);
} ring SEC(".maps");

struct {
	__uint(type, 4711);
	__uint(max_entries, 1);
} future SEC(".maps");

const volatile _Bool has_future;

SEC("raw_tp")
int target(void *ctx)
{
	return 77;
}

SEC("raw_tp")
int jumper(void *ctx)
{
	bpf_tail_call(ctx, &jumps, 1);
	return 1;
}

SEC("raw_tp")
int counts(void *ctx)
{
	u32 key = 2, none = 0;
	u64 first = 1, *value;
	void *map = bpf_map_lookup_elem(&outer, &key);

	if (!map || bpf_map_lookup_elem(&unsized, &key))
		return -1;
	value = bpf_map_lookup_elem(map, &none);
	if (value)
		*value += 10;
	value = bpf_map_lookup_elem(&kept, &key);
	if (value)
		return (int)++*value;
	bpf_map_update_elem(&kept, &key, &first, BPF_ANY);
	return 1;
}

SEC("raw_tp")
int meets_the_future(void *ctx)
{
	u32 key = 0;

	if (has_future)
		return bpf_map_lookup_elem(&future, &key) != 0;
	return 5;
}

char _license[] SEC("license") = "GPL";
