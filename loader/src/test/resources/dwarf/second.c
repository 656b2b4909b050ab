/* SPDX-License-Identifier: MIT */
/* A second unit, with a static function of a name that the first one has too. */
#include "sample.h"

extern int total;
static int calls = 1;

static __attribute__((noinline)) int hidden(int value)
{
	return value * total + calls;
}

int external(int value, const char *name)
{
	int length = 0;
	while (name[length] > ' ')
		length++;
	calls = clamp(calls + value, 100);
	return hidden(clamp(value, 9)) + length;
}

void _start(void)
{
	entry(external(2, "start"));
	for (;;)
		;
}
