// SPDX-License-Identifier: MIT
// A symbol with two addresses: refused.
#include "crosscheck.h"

extern const void twice KSYM;

ANSWERS(1);

SEC("raw_tp/sys_enter")
int ambiguous(void *ctx)
{
	answers[0] = (u64)&twice;
	return 0;
}

LICENSE("GPL");
