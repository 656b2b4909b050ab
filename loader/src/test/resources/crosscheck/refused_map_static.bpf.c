// SPDX-License-Identifier: MIT
// A static map: libbpf refuses it, because its linker could not merge it.
#include "crosscheck.h"

static struct {
	__uint(type, ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, u64);
} private_map SEC(".maps");

SEC("kprobe/x")
int uses(void *ctx)
{
	u32 key = 0;

	return bpf_map_lookup_elem(&private_map, &key) != 0;
}

LICENSE("GPL");
