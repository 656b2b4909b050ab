// SPDX-License-Identifier: MIT
// A type that configuration values do not have: refused.
#include "crosscheck.h"

extern struct { int x; } CONFIG_A_BYTE KCONFIG;

ANSWERS(1);

SEC("kprobe/x")
int uses_it(void *ctx)
{
	answers[0] = CONFIG_A_BYTE.x;
	return 0;
}

SEC("kprobe/x")
int does_not(void *ctx)
{
	return 0;
}

LICENSE("GPL");
