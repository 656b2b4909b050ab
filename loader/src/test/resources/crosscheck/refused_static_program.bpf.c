// SPDX-License-Identifier: MIT
// A static function in a section of programs: refused.
#include "crosscheck.h"

static SEC("kprobe/x") int private_program(void *ctx)
{
	return 0;
}

SEC("kprobe/y")
int program(void *ctx)
{
	return 0;
}

LICENSE("GPL");
