// SPDX-License-Identifier: MIT
// Map definitions in unusual orders, with modifiers and typedefs, and sizes that are rounded.
#include "probeproof.h"

typedef struct {
	__uint(max_entries, 8);
	int (*const type)[1];
	__type(value, const volatile u64);
	__uint(key_size, 4);
} modified;
typedef volatile modified twice;

twice aliased SEC(".maps");

struct {
	__uint(value_size, 12);
	__uint(key_size, 8);
	__type(value, char[12]);
	__type(key, void *);
	__uint(map_flags, 4);
	__uint(numa_node, 1);
	__uint(type, BPF_MAP_TYPE_HASH);
} both_ways SEC(".maps");

struct {
	__uint(max_entries, 5000);
	__uint(type, BPF_MAP_TYPE_RINGBUF);
} late SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 0x40000001);
} huge SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
} empty_ring SEC(".maps");

struct {
	__uint(type, 30); /* bloom filter */
	__uint(map_extra, 7);
} bloom SEC(".maps");

struct {
	__uint(type, 7); /* stack trace */
	__uint(key_size, 4);
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__uint(pinning, 0);
} samples SEC(".maps");

struct {
	__uint(type, 1500);
	__uint(map_flags, 0x7fffffff);
} private_type SEC(".maps");

SEC("socket")
int uses(void *ctx)
{
	u32 key = 0;

	return bpf_map_lookup_elem((void *)&aliased, &key) != 0;
}

char _license[] SEC("license") = "GPL";
