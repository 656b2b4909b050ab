// SPDX-License-Identifier: MIT
// An inner map that is to be pinned: refused.
#include "crosscheck.h"

struct {
	__uint(type, ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, u32);
	__array(values, struct {
		__uint(type, ARRAY);
		__uint(max_entries, 1);
		__type(key, u32);
		__type(value, u32);
		__uint(pinning, 1);
	});
} map SEC(".maps");

SEC("kprobe/x")
int nothing(void *ctx)
{
	return 0;
}

LICENSE("GPL");
