// SPDX-License-Identifier: MIT
// Several programs in a section, sections that are left alone unless asked for, both at once.
#include "crosscheck.h"

ANSWERS(4);

static NOINLINE int helper(int x)
{
	return OPAQUE(x) + 1;
}

SEC("tc")
int tc_one(void *ctx)
{
	return 1;
}

SEC("tc")
int tc_two(void *ctx)
{
	answers[0] = 2;
	return helper(2);
}

SEC("tc")
int tc_three(void *ctx)
{
	return helper(answers[0]);
}

SEC("?kprobe/vfs_read")
int optional_one(void *ctx)
{
	return helper(4);
}

SEC("?kprobe/vfs_read")
int optional_two(void *ctx)
{
	return 5;
}

SEC("kprobe/vfs_read")
int same_without_mark(void *ctx)
{
	return 6;
}

SEC("?xdp")
int optional_xdp(void *ctx)
{
	return 2;
}

LICENSE("GPL");
