// SPDX-License-Identifier: MIT
// Values of a map that holds neither maps nor programs: refused.
#include "crosscheck.h"

struct inner {
	__uint(type, ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
};
struct {
	__uint(type, HASH);
	__uint(max_entries, 1);
	__type(key, u32);
	__array(values, struct inner);
} map SEC(".maps");

SEC("kprobe/x")
int nothing(void *ctx)
{
	return 0;
}

LICENSE("GPL");
