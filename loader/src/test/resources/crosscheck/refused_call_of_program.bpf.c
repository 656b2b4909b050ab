// SPDX-License-Identifier: MIT
// A program that another one calls: only functions of .text can be called.
#include "crosscheck.h"

SEC("kprobe/x")
NOINLINE int called(void *ctx)
{
	return OPAQUE(3);
}

SEC("kprobe/y")
int calls(void *ctx)
{
	return called(ctx);
}

LICENSE("GPL");
