// SPDX-License-Identifier: MIT
// A variable among the maps that is no struct: refused.
#include "crosscheck.h"

int map SEC(".maps") = 3;

SEC("kprobe/x")
int nothing(void *ctx)
{
	return 0;
}

LICENSE("GPL");
