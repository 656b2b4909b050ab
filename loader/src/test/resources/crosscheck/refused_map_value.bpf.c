// SPDX-License-Identifier: MIT
// A value size that is not the size of the value: refused.
#include "crosscheck.h"

struct {
	__uint(type, HASH);
	__uint(max_entries, 1);
	__uint(value_size, 8);
	__type(key, u32);
	__type(value, u32);
} map SEC(".maps");

SEC("kprobe/x")
int nothing(void *ctx)
{
	return 0;
}

LICENSE("GPL");
