// SPDX-License-Identifier: MIT
// A strong name that is neither CONFIG_ nor known: refused.
#include "crosscheck.h"

extern int SOMETHING_ELSE KCONFIG;

ANSWERS(1);

SEC("kprobe/x")
int uses_it(void *ctx)
{
	answers[0] = SOMETHING_ELSE;
	return 0;
}

SEC("kprobe/x")
int does_not(void *ctx)
{
	return 0;
}

LICENSE("GPL");
