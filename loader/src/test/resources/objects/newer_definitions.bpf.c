// SPDX-License-Identifier: MIT
// Map definitions that libbpf 1.1.2 refuses: newer ones, and static ones.
#include "probeproof.h"

#define __ulong(name, value) enum { name##_value = value } name

static struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, u32);
} first SEC(".maps"), second SEC(".maps");

struct {
	__uint(type, 30); /* bloom filter */
	__ulong(map_extra, 7);
} bloom SEC(".maps");

SEC("socket")
int uses(void *ctx)
{
	u32 key = 0;

	return bpf_map_lookup_elem(&second, &key) != 0 && bpf_map_lookup_elem(&first, &key) != 0;
}

char _license[] SEC("license") = "GPL";
