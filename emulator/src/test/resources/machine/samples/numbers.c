// SPDX-License-Identifier: MIT
#define FILE_NAME "numbers.c"
#include "sample.h"

enum colour { RED = 1, GREEN = 5, BLUE = -2 };

static always_inline s32 clamp(s32 value, s32 low, s32 high)
{
	s32 kept = value;

	STEP(value, low, high, kept);
	if (kept < low)
		kept = low;
	STEP(value, low, high, kept);
	if (kept > high)
		kept = high;
	STEP(low, high, kept);
	return kept;
}

static noinline s32 narrow(s8 a, u8 b, s16 c, u16 d, _Bool e, enum colour f)
{
	s8 sum;
	u16 product;

	STEP(a, b, c, d, e, f);
	sum = (s8)(a + b);
	STEP(a, b, c, d, e, f, sum);
	product = (u16)(c * d);
	STEP(a, c, d, e, f, sum, product);
	total += product;
	STEP(e, f, sum, product, total);
	return e ? sum + product : (s32)f;
}

static noinline u32 overlay(u32 whole)
{
	union number number;
	u16 low;

	STEP(whole);
	number.whole = whole * 3;
	STEP(whole, number.whole);
	low = (u16)number.whole;
	STEP(whole, number.whole, low);
	number.whole ^= low;
	STEP(number.whole, low);
	return number.whole + low;
}

static noinline s64 deep(s32 depth, s64 carried)
{
	s64 below;

	STEP(depth, carried);
	if (depth == 0)
		return carried;
	STEP(depth, carried);
	below = deep(depth - 1, carried * 2 + depth);
	STEP(depth, carried, below);
	total += below;
	STEP(depth, carried, below, total);
	return below - carried;
}

noinline s64 numbers(u64 seed)
{
	s32 one, two, three;
	u32 merged;
	s64 back;
	enum colour colour = BLUE;

	STEP(seed, colour);
	one = clamp((s32)hidden(seed) - 100, -50, 50);
	STEP(seed, one, colour);
	two = clamp((s32)hidden(seed) * 100, one, 1000);
	STEP(seed, one, two, colour);
	three = narrow((s8)hidden(seed), 240, (s16)two, 65000, hidden(1), colour);
	STEP(seed, one, two, three, colour);
	merged = overlay((u32)hidden(seed) << 13);
	STEP(seed, one, two, three, merged);
	back = deep(3, one);
	STEP(seed, one, two, three, merged, back);
	colour = merged & 1 ? RED : GREEN;
	STEP(one, two, three, merged, back, colour);
	return one + two + three + merged + back + colour;
}
