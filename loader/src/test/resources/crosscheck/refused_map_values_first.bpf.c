// SPDX-License-Identifier: MIT
// Inner maps that are not the last member: refused.
#include "crosscheck.h"

struct inner {
	__uint(type, ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
};
struct {
	__uint(type, ARRAY_OF_MAPS);
	__type(key, u32);
	struct inner *values[1];
	__uint(max_entries, 1);
} map SEC(".maps");

SEC("kprobe/x")
int nothing(void *ctx)
{
	return 0;
}

LICENSE("GPL");
