// SPDX-License-Identifier: MIT
// Everything else that a map definition can say: flags, NUMA node, extra, pinning, sizes beside types, names at the limit.
#include "crosscheck.h"

struct {
	__uint(type, HASH);
	__uint(max_entries, 10);
	__uint(map_flags, F_NO_PREALLOC | F_NUMA_NODE);
	__uint(numa_node, 1);
	__type(key, u32);
	__type(value, u64);
} on_a_node SEC(".maps");

struct {
	__uint(type, BLOOM_FILTER);
	__uint(max_entries, 100);
	__uint(map_extra, 7);
	__type(value, u32);
} with_extra SEC(".maps");

struct {
	__uint(type, ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
	__uint(pinning, 1);
} pinned SEC(".maps");

struct {
	__uint(type, ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
	__uint(pinning, 0);
} expressly_not_pinned SEC(".maps");

struct {
	__uint(type, ARRAY);
	__uint(max_entries, 2);
	__uint(map_flags, F_MMAPABLE | F_RDONLY_PROG);
	__uint(key_size, 4);
	__uint(value_size, 24);
} sizes_only SEC(".maps");

struct {
	__uint(type, HASH);
	__uint(max_entries, 2);
	__type(key, u32);
	__uint(key_size, sizeof(u32));
	__type(value, u16);
	__uint(value_size, sizeof(u16));
} types_and_equal_sizes SEC(".maps");

struct {
	__uint(type, ARRAY);
	__uint(max_entries, 0x7fffffff);
	__type(key, u32);
	__type(value, u8);
} with_a_name_that_is_longer_than_a_kernel_takes SEC(".maps");

typedef struct {
	__uint(type, HASH);
	__uint(max_entries, 3);
	__type(key, u32);
	__type(value, u32);
} definition_t;
volatile definition_t through_a_typedef SEC(".maps");
definition_t second SEC(".maps"), third SEC(".maps");

/* No type of its own in the object: the value is a pointer's size. */
MAP(of_pointers, HASH, 5, void *, void *);
MAP(of_arrays, HASH, 5, u32[3], char[100]);
MAP(of_enums, HASH, 5, enum { A_VALUE }, bool);

SEC("socket")
int uses(void *ctx)
{
	u32 key = 0;

	bpf_map_lookup_elem(&on_a_node, &key);
	bpf_map_lookup_elem((void *)&through_a_typedef, &key);
	bpf_map_lookup_elem(&third, &key);
	bpf_map_lookup_elem(&second, &key);
	return bpf_map_lookup_elem(&with_a_name_that_is_longer_than_a_kernel_takes, &key) != 0;
}

LICENSE("GPL");
