// SPDX-License-Identifier: MIT
// A configuration value that is not there, and not weak: refused.
#include "crosscheck.h"

extern int CONFIG_NOT_THERE KCONFIG;

ANSWERS(1);

SEC("kprobe/x")
int uses_it(void *ctx)
{
	answers[0] = CONFIG_NOT_THERE;
	return 0;
}

SEC("kprobe/x")
int does_not(void *ctx)
{
	return 0;
}

LICENSE("GPL");
