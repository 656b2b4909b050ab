// SPDX-License-Identifier: MIT
// Pointers in data: the loader has nobody to tell what they point to, so they stay what the compiler wrote.
#include "crosscheck.h"

static int target = 7;
int *pointer = &target;
const char *const names[] = { "one", "two" };

SEC("socket")
int reads(void *ctx)
{
	return target + (pointer != 0);
}

LICENSE("GPL");
