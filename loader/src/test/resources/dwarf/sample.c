/* SPDX-License-Identifier: MIT */
/* What a debugger has to cope with in one file: inlined copies, a static that hides another unit's, shadowed names, a
   structure by value, bit-fields, a loop whose variables move between registers, a call through a pointer. */
#include "sample.h"

int total = 7;
static const char *const names[] = {"one", "two"};
struct pair origin = {3, 4, {1, 2}};

static inline __attribute__((always_inline)) int scaled(const struct pair *pair, int factor)
{
	int product = pair->x * factor;
	return product + pair->y;
}

static __attribute__((noinline)) int hidden(struct pair *pair, long count)
{
	long step = count * 3;
	if (step > 10) {
		int step = pair->y;
		total += step;
		pair->x += external(step, names[step & 1]);
	}
	return scaled(pair, (int)step);
}

int twice(struct pair *pair, int factor)
{
	return scaled(pair, factor) + scaled(pair, factor + 1);
}

int loop(int limit, struct pair pair, int (*each)(int))
{
	int sum = 0;
	for (int i = 0; i < limit; i++) {
		int part = scaled(&pair, i);
		sum += each(part);
	}
	return sum + pair.bits.low;
}

int entry(int argument)
{
	struct pair local = {argument, argument + 1, {0, 0}};
	static int calls;
	calls++;
	return hidden(&local, argument) + twice(&local, 5) + calls + total + origin.x;
}
