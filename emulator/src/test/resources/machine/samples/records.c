// SPDX-License-Identifier: MIT
#define FILE_NAME "records.c"
#include "sample.h"

static noinline s64 area(struct point low, struct point high)
{
	s32 width, height;

	STEP(low.x, low.y, high.x, high.y);
	width = high.x - low.x;
	STEP(low.y, high.y, width);
	height = high.y - low.y;
	STEP(width, height);
	total += width;
	STEP(width, height, total);
	return (s64)width * height;
}

/* Too large for registers: a copy on the stack, or a pointer to one. */
static noinline s64 sum_of(struct triple values, s32 times)
{
	s64 sum = values.first;

	STEP(values.first, values.second, values.third, times, sum);
	sum += values.second * times;
	STEP(values.second, values.third, times, sum);
	sum += values.third * times;
	STEP(values.third, times, sum);
	total ^= sum;
	STEP(times, sum, total);
	return sum;
}

static noinline struct point moved(struct point start, s32 by)
{
	struct point to;

	STEP(start.x, start.y, by);
	to.x = start.x + by;
	STEP(start.x, start.y, by, to.x);
	to.y = start.y - by;
	STEP(by, to.x, to.y);
	total += to.x;
	STEP(by, to.x, to.y, total);
	return to;
}

/* Split into registers where that is possible. */
static noinline s64 split(u64 seed)
{
	struct point here;
	struct flags flags;
	s64 result;

	STEP(seed);
	here.x = (s32)(hidden(seed) & 0xff);
	STEP(seed, here.x);
	here.y = here.x * 2 - 7;
	STEP(seed, here.x, here.y);
	flags.mode = (u32)hidden(seed) & 7;
	STEP(seed, here.x, here.y);
	STEP_BITS(flags.mode);
	flags.level = (u32)here.y & 0x7f;
	STEP(here.x, here.y);
	STEP_BITS(flags.mode, flags.level);
	flags.delta = -3;
	STEP(here.x, here.y);
	STEP_BITS(flags.mode, flags.level, flags.delta);
	flags.wide = (u32)here.x << 4;
	STEP(here.x, here.y);
	STEP_BITS(flags.mode, flags.level, flags.delta, flags.wide);
	result = here.x + here.y + flags.mode + flags.level + flags.delta + flags.wide;
	STEP(here.x, here.y, result);
	total += result;
	STEP(result, total);
	return result;
}

static noinline void fill(struct flags *flags, u32 from)
{
	STEP(from);
	flags->mode = from & 7;
	STEP(from);
	STEP_BITS(flags->mode);
	flags->delta = -(s32)(from & 15);
	STEP(from);
	STEP_BITS(flags->mode, flags->delta);
	flags->level = from % 100;
	STEP(from);
	STEP_BITS(flags->mode, flags->delta, flags->level);
	flags->wide = from & 0xffff;
	STEP(from);
	STEP_BITS(flags->mode, flags->delta, flags->level, flags->wide);
	total += flags->wide;
}

noinline s64 records(u64 seed)
{
	struct point low, high, to;
	struct triple values;
	struct flags flags = {0};
	s64 square, sum, parts;

	STEP(seed);
	low.x = (s32)(hidden(seed) % 10);
	STEP(seed, low.x);
	low.y = (s32)(hidden(seed) % 7) - 5;
	STEP(seed, low.x, low.y);
	high.x = low.x + 20;
	STEP(seed, low.x, low.y, high.x);
	high.y = low.y + (s32)hidden(6);
	STEP(seed, low.x, low.y, high.x, high.y);
	square = area(low, high);
	STEP(seed, low.x, low.y, high.x, high.y, square);
	values.first = square + 1;
	STEP(seed, square, values.first);
	values.second = (s64)hidden(seed) * -1000000007;
	STEP(seed, square, values.first, values.second);
	values.third = (s64)(hidden(seed) << 33);
	STEP(seed, square, values.first, values.second, values.third);
	sum = sum_of(values, 3);
	STEP(seed, square, sum, low.x, low.y);
	to = moved(low, (s32)hidden(11));
	STEP(seed, square, sum, to.x, to.y);
	parts = split(hidden(seed) + 9);
	STEP(seed, square, sum, parts, to.x, to.y);
	fill(&flags, (u32)hidden(seed) * 3);
	STEP(square, sum, parts, to.x, to.y);
	STEP_BITS(flags.mode, flags.level, flags.delta, flags.wide);
	total += flags.level;
	STEP(square, sum, parts, to.x, to.y, total);
	return square + sum + parts + to.x + to.y + flags.delta;
}
