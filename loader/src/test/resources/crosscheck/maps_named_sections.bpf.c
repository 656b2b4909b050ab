// SPDX-License-Identifier: MIT
// Map definitions in sections of their own (maps/NAME), as gobpf has them.
#include "crosscheck.h"

struct {
	u32 type, key_size, value_size, max_entries, map_flags, pinning;
	char namespace[256];
} events SEC("maps/events") = { HASH, 4, 8, 100, 0, 0, "" };

SEC("kprobe/x")
int uses(void *ctx)
{
	u32 key = 0;

	return bpf_map_lookup_elem(&events, &key) != 0;
}

LICENSE("GPL");
