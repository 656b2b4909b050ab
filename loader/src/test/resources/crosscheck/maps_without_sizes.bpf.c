// SPDX-License-Identifier: MIT
// Maps whose sizes somebody sets later: they open.
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

SEC("kprobe/x")
int uses(void *ctx)
{
	u32 key = 0;

	return bpf_map_lookup_elem(&unsized, &key) != 0;
}

LICENSE("GPL");
