// SPDX-License-Identifier: MIT
// Global variables in memory that programs share with user space. Compilers before clang 19 do not know it.
#include "probeproof.h"

#define ARENA __attribute__((address_space(1)))

struct {
	__uint(type, 33); /* arena */
	__uint(map_flags, 1 << 10);
	__uint(max_entries, 4);
} shared SEC(".maps");

u32 ARENA first_in_arena = 0x11223344;
u64 ARENA list_in_arena[3] = { 1, 2, 3 };
static u32 ARENA static_in_arena = 9;
u64 elsewhere = 5;

SEC("syscall")
int uses_arena(void *ctx)
{
	list_in_arena[1] += first_in_arena;
	static_in_arena++;
	elsewhere++;
	return *(volatile u32 *)&shared;
}

char _license[] SEC("license") = "GPL";
