// SPDX-License-Identifier: MIT
// A number that is not written as one: refused.
#include "crosscheck.h"

struct {
	__uint(type, HASH);
	u32 max_entries;
	__type(key, u32);
	__type(value, u32);
} map SEC(".maps");

SEC("kprobe/x")
int nothing(void *ctx)
{
	return 0;
}

LICENSE("GPL");
