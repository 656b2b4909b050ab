// SPDX-License-Identifier: MIT
// A negative number for an unsigned variable: refused.
#include "crosscheck.h"

extern u32 CONFIG_NEGATIVE KCONFIG;

ANSWERS(1);

SEC("kprobe/x")
int uses_it(void *ctx)
{
	answers[0] = CONFIG_NEGATIVE;
	return 0;
}

SEC("kprobe/x")
int does_not(void *ctx)
{
	return 0;
}

LICENSE("GPL");
