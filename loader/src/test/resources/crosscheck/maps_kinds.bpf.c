// SPDX-License-Identifier: MIT
// Maps of every kind that needs nothing but numbers.
#include "crosscheck.h"

struct key {
	u32 a;
	u16 b;
	u8 c[3];
};
struct value {
	u64 a;
	char b[13];
};
struct trie_key {
	u32 length;
	u8 data[16];
};

MAP(hash, HASH, 1024, struct key, struct value);
MAP(array, ARRAY, 10, u32, struct value);
MAP(percpu_hash, PERCPU_HASH, 0x10000, u64, u8);
MAP(percpu_array, PERCPU_ARRAY, 3, u32, struct value);
MAP(lru_hash, LRU_HASH, 99, char[16], u64);
MAP(lru_percpu_hash, LRU_PERCPU_HASH, 98, u16, u64);
MAP(devmap, DEVMAP, 8, u32, u32);
MAP(devmap_hash, DEVMAP_HASH, 8, u32, u64);
MAP(cpumap, CPUMAP, 4, u32, u32);
MAP(xskmap, XSKMAP, 4, u32, u32);
MAP(sockmap, SOCKMAP, 4, u32, u64);
MAP(sockhash, SOCKHASH, 4, struct key, u32);
MAP(reuseport, REUSEPORT_SOCKARRAY, 16, u32, u64);

#define KEYLESS(name, kind, entries, size)       \
	struct {                                 \
		__uint(type, kind);              \
		__uint(max_entries, entries);    \
		__uint(value_size, size);        \
	} name SEC(".maps")
KEYLESS(queue, QUEUE, 5, 24);
KEYLESS(stack, STACK, 6, 3);
KEYLESS(bloom, BLOOM_FILTER, 100, 8);

#define SIZES(name, kind, entries, key, value)   \
	struct {                                 \
		__uint(type, kind);              \
		__uint(max_entries, entries);    \
		__uint(key_size, key);           \
		__uint(value_size, value);       \
	} name SEC(".maps")
SIZES(perf_events, PERF_EVENT_ARRAY, 0, 4, 4);
SIZES(perf_events_sized, PERF_EVENT_ARRAY, 12, 4, 4);
SIZES(stacks, STACK_TRACE, 1000, 4, 127 * 8);
SIZES(cgroups, CGROUP_ARRAY, 2, 4, 4);
SIZES(programs, PROG_ARRAY, 7, 4, 4);

struct {
	__uint(type, LPM_TRIE);
	__uint(max_entries, 50);
	__uint(map_flags, F_NO_PREALLOC);
	__type(key, struct trie_key);
	__type(value, u32);
} trie SEC(".maps");

#define STORAGE(name, kind)                      \
	struct {                                 \
		__uint(type, kind);              \
		__uint(map_flags, F_NO_PREALLOC); \
		__type(key, int);                \
		__type(value, struct value);     \
	} name SEC(".maps")
STORAGE(sk_storage, SK_STORAGE);
STORAGE(inode_storage, INODE_STORAGE);
STORAGE(task_storage, TASK_STORAGE);
STORAGE(cgrp_storage, CGRP_STORAGE);

struct storage_key {
	u64 cgroup;
	u32 type;
};
struct {
	__uint(type, CGROUP_STORAGE);
	__type(key, struct storage_key);
	__type(value, u64);
} cgroup_storage SEC(".maps");
struct {
	__uint(type, PERCPU_CGROUP_STORAGE);
	__type(key, u64);
	__type(value, u32);
} percpu_cgroup_storage SEC(".maps");

/* Kinds that no kernel knows stay as they are. */
MAP(private_kind, 1502, 12, u32, u32);

SEC("xdp")
int uses_some(void *ctx)
{
	struct key key = {};
	u32 index = 1;

	bpf_map_lookup_elem(&hash, &key);
	bpf_map_lookup_elem(&array, &index);
	bpf_map_lookup_elem(&private_kind, &index);
	bpf_map_lookup_elem(&percpu_cgroup_storage, &index);
	bpf_map_update_elem(&trie, &key, &index, 0);
	bpf_perf_event_output(ctx, &perf_events, 0xffffffff, &index, sizeof(index));
	bpf_tail_call(ctx, &programs, 3);
	return 2;
}

LICENSE("GPL");
