// SPDX-License-Identifier: MIT
// Static functions: placed behind their callers in the order of the calls, once each.
#include "crosscheck.h"

ANSWERS(4);

static NOINLINE u64 leaf(u64 x)
{
	return OPAQUE(x) * 3;
}

static NOINLINE u64 other_leaf(u64 x)
{
	return OPAQUE(x) + 7;
}

static NOINLINE u64 middle(u64 x)
{
	return other_leaf(x) ^ leaf(x + 1);
}

SEC("kprobe/a")
int leaf_first(void *ctx)
{
	answers[0] = leaf(1) + middle(2);
	return 0;
}

SEC("kprobe/b")
int middle_first(void *ctx)
{
	answers[0] = middle(2) + leaf(1);
	return 0;
}

SEC("kprobe/c")
int twice(void *ctx)
{
	answers[0] = other_leaf(1) + other_leaf(2) + other_leaf(3);
	return 0;
}

LICENSE("GPL");
