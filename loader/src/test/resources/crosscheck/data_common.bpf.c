// SPDX-License-Identifier: MIT
// A common variable, which belongs to no section: refused.
#include "crosscheck.h"

__attribute__((common)) int common;

SEC("socket")
int reads(void *ctx)
{
	return common;
}

LICENSE("GPL");
