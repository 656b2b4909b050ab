// SPDX-License-Identifier: MIT
// A way of pinning that nobody knows: refused.
#include "crosscheck.h"

struct {
	__uint(type, HASH);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
	__uint(pinning, 2);
} map SEC(".maps");

SEC("kprobe/x")
int nothing(void *ctx)
{
	return 0;
}

LICENSE("GPL");
