// SPDX-License-Identifier: MIT
// A deep chain of calls, with functions that several links share, entered at different depths.
#include "crosscheck.h"

ANSWERS(4);

static NOINLINE u64 shared(u64 x)
{
	return OPAQUE(x) + answers[1];
}

#define LINK(name, next)                                       \
	static NOINLINE u64 name(u64 x)                        \
	{                                                      \
		return next(shared(x) + 1) ^ shared(OPAQUE(x)); \
	}

static NOINLINE u64 level0(u64 x)
{
	return OPAQUE(x) >> 1;
}
LINK(level1, level0)
LINK(level2, level1)
LINK(level3, level2)
LINK(level4, level3)
LINK(level5, level4)
LINK(level6, level5)

/* Calls the chain in its middle, twice. */
static NOINLINE u64 across(u64 x)
{
	return level2(x) + level4(x + 1);
}

SEC("kprobe/a")
int whole(void *ctx)
{
	answers[0] = level6(1);
	return 0;
}

SEC("kprobe/b")
int half(void *ctx)
{
	answers[0] = level3(1);
	return 0;
}

SEC("kprobe/c")
int both_ends(void *ctx)
{
	answers[0] = level0(1) + across(2) + level6(3);
	return 0;
}

SEC("kretprobe/d")
int across_first(void *ctx)
{
	answers[0] = across(1) + level5(2);
	return 0;
}

LICENSE("GPL");
