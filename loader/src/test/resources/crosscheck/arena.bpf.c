// SPDX-License-Identifier: MIT
// An arena with variables in it.
#include "crosscheck.h"

#define IN_ARENA __attribute__((address_space(1)))

struct {
	__uint(type, ARENA);
	__uint(map_flags, F_MMAPABLE);
	__uint(max_entries, 100);
} arena SEC(".maps");

int IN_ARENA counted SEC(".addr_space.1") = 5;
u64 IN_ARENA table[10] SEC(".addr_space.1");
int plain = 3;

SEC("syscall")
int uses(void *ctx)
{
	counted++;
	table[plain & 7] = counted;
	return bpf_map_lookup_elem(&arena, &plain) != 0;
}

LICENSE("GPL");
