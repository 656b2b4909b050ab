// SPDX-License-Identifier: MIT
#define FILE_NAME "counters.c"
#include "sample.h"

static u32 histogram[8];

/* The second of two functions with this name: see main.c. */
static noinline s64 mix(s64 left, s64 right)
{
	s64 difference;

	STEP(left, right);
	difference = left - right;
	STEP(left, right, difference);
	total -= difference;
	STEP(left, right, difference, total);
	return difference | 1;
}

/* More than fit into registers: some are spilled, some arguments come on the stack. */
static noinline s64 many(s64 a, s64 b, s64 c, s64 d, s32 e, s16 f, u8 g, s64 h, s32 i)
{
	s64 p, q, r, s, t, u;

	STEP(a, b, c, d, e, f, g, h, i);
	p = a * b + (s64)hidden(1);
	STEP(a, b, c, d, e, f, g, h, i, p);
	q = c * d - p;
	STEP(a, b, c, d, e, f, g, h, i, p, q);
	r = e + f + g + (s64)hidden((u64)q);
	STEP(a, b, c, d, h, i, p, q, r);
	s = h * i + r;
	STEP(a, b, c, d, e, h, p, q, r, s);
	t = (p ^ q) + (r ^ s);
	STEP(a, b, c, d, e, p, q, r, s, t);
	u = mix(t, a) + mix(s, b) + mix(r, c) + mix(q, d);
	STEP(a, b, c, d, p, q, r, s, t, u);
	total += a + b + c + d + e;
	STEP(p, q, r, s, t, u, total);
	return p + q + r + s + t + u;
}

/* Everything stays in registers: unrolled, strength-reduced, turned round by higher levels. */
static noinline u32 loops(u32 rounds, u32 start)
{
	u32 value = start;
	u32 index;
	u8 small = 250;

	for (index = 0; index < rounds; index++) {
		STEP(rounds, start, index, value, small);
		value = value * 31 + index;
		STEP(rounds, index, value, small);
		small += 3;
		STEP(rounds, index, value, small);
		histogram[value & 7] += small;
		STEP(rounds, index, value, small, histogram[0], histogram[5]);
		value ^= value >> 7;
	}
	STEP(rounds, start, value, small, histogram[0], histogram[5]);
	return value + small;
}

/* Parts of it may be inlined or cloned. */
static s64 choose(s64 value, s32 way)
{
	s64 result;

	STEP(value, way);
	if (way & 1) {
		STEP(value, way);
		result = value * 5;
	} else {
		STEP(value, way);
		result = value - 5;
	}
	STEP(value, way, result);
	total += result;
	STEP(way, result, total);
	return result;
}

noinline s64 counters(u64 seed)
{
	s64 local[4];
	s64 first, second, third;
	u32 looped;

	STEP(seed);
	local[0] = (s64)hidden(seed);
	STEP(seed, local[0]);
	local[1] = local[0] * -2;
	STEP(seed, local[0], local[1]);
	local[2] = local[1] + 77;
	STEP(seed, local[0], local[1], local[2]);
	local[3] = local[2] ^ local[0];
	STEP(seed, local[0], local[1], local[2], local[3]);
	first = many(local[0], local[1], local[2], local[3], -6, -700, 200, 1L << 40, 13);
	STEP(seed, first, local[0], local[1], local[2], local[3]);
	looped = loops(5, (u32)hidden(seed));
	STEP(seed, first, looped, local[1]);
	second = choose(first, (s32)looped | 1);
	STEP(seed, first, second, looped);
	third = choose(local[hidden(2)], (s32)hidden(6));
	STEP(seed, first, second, third, looped);
	total += first;
	STEP(first, second, third, looped, total);
	return first + second + third + looped;
}
