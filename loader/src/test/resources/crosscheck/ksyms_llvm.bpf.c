// SPDX-License-Identifier: MIT
// A symbol that the kernel's compiler gave a suffix, and one of a module.
#include "crosscheck.h"

extern const void optimized KSYM;
extern const void in_module KSYM;

ANSWERS(2);

SEC("raw_tp/sys_enter")
int addresses(void *ctx)
{
	answers[0] = (u64)&optimized;
	answers[1] = (u64)&in_module;
	return 0;
}

LICENSE("GPL");
