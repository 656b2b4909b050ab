// SPDX-License-Identifier: MIT
// A 64-bit number in a map definition, which needs an enumeration.
#include "crosscheck.h"

struct {
	__uint(type, ARENA);
	__uint(map_flags, F_MMAPABLE);
	__uint(max_entries, 10);
	__ulong(map_extra, 1ull << 44);
} arena SEC(".maps");

SEC("syscall")
int uses(void *ctx)
{
	u32 key = 0;

	return bpf_map_lookup_elem(&arena, &key) != 0;
}

LICENSE("GPL");
