// SPDX-License-Identifier: MIT
// A variable in a section that is no data section: refused where it is used.
#include "crosscheck.h"

int in_another_section SEC(".other") = 3;

SEC("kprobe/x")
int uses(void *ctx)
{
	return in_another_section;
}

LICENSE("GPL");
