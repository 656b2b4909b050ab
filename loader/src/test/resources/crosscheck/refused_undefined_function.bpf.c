// SPDX-License-Identifier: MIT
// A function of another object: refused.
#include "crosscheck.h"

extern int elsewhere(int x);

SEC("kprobe/x")
int program(void *ctx)
{
	return elsewhere(3);
}

LICENSE("GPL");
