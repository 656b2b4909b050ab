// SPDX-License-Identifier: MIT
// A strong symbol that is not there: refused.
#include "crosscheck.h"

extern const void no_such_symbol KSYM;

ANSWERS(1);

SEC("raw_tp/sys_enter")
int address(void *ctx)
{
	answers[0] = (u64)&no_such_symbol;
	return 0;
}

LICENSE("GPL");
