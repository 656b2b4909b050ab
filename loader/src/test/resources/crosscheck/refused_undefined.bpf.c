// SPDX-License-Identifier: MIT
// A variable of another object: refused.
#include "crosscheck.h"

extern int elsewhere;

SEC("kprobe/x")
int program(void *ctx)
{
	return elsewhere;
}

LICENSE("GPL");
