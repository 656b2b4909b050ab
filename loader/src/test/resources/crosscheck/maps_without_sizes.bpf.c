// SPDX-License-Identifier: MIT
// Maps whose sizes, or inner maps, somebody sets later: they open.
#include "crosscheck.h"

struct {
	__uint(type, STACK_TRACE);
	__uint(key_size, 4);
} stacks SEC(".maps");
struct {
	__uint(type, HASH);
	__type(key, u32);
	__type(value, u64);
} unsized SEC(".maps");
struct {
	__uint(type, ARRAY);
} nothing_but_a_type SEC(".maps");

/* The inner map is said by nothing. */
struct {
	__uint(type, ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__uint(value_size, 4);
} without_template SEC(".maps");

SEC("kprobe/x")
int uses(void *ctx)
{
	u32 key = 0;

	return bpf_map_lookup_elem(&unsized, &key) != 0;
}

LICENSE("GPL");
