// SPDX-License-Identifier: MIT
// A map definition without a type: refused.
#include "crosscheck.h"

struct {
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
} map SEC(".maps");

SEC("kprobe/x")
int nothing(void *ctx)
{
	return 0;
}

LICENSE("GPL");
