// SPDX-License-Identifier: MIT
// A number that its variable cannot hold: refused.
#include "crosscheck.h"

extern u8 CONFIG_TOO_LARGE KCONFIG;

ANSWERS(1);

SEC("kprobe/x")
int uses_it(void *ctx)
{
	answers[0] = CONFIG_TOO_LARGE;
	return 0;
}

SEC("kprobe/x")
int does_not(void *ctx)
{
	return 0;
}

LICENSE("GPL");
