// SPDX-License-Identifier: MIT
// A word where a number is wanted: refused.
#include "crosscheck.h"

extern int CONFIG_A_WORD KCONFIG;

ANSWERS(1);

SEC("kprobe/x")
int uses_it(void *ctx)
{
	answers[0] = CONFIG_A_WORD;
	return 0;
}

SEC("kprobe/x")
int does_not(void *ctx)
{
	return 0;
}

LICENSE("GPL");
