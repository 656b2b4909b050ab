// SPDX-License-Identifier: MIT
// A bool has no m: refused.
#include "crosscheck.h"

extern bool CONFIG_MODULE_AS_BOOL KCONFIG;

ANSWERS(1);

SEC("kprobe/x")
int uses_it(void *ctx)
{
	answers[0] = CONFIG_MODULE_AS_BOOL;
	return 0;
}

SEC("kprobe/x")
int does_not(void *ctx)
{
	return 0;
}

LICENSE("GPL");
