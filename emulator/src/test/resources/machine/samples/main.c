// SPDX-License-Identifier: MIT
#define FILE_NAME "main.c"
#include "sample.h"

volatile u64 sample_step;
s64 total;
u32 table[8] = {3, 1, 4, 1, 5, 9, 2, 6};

/* The first of two functions with this name: see counters.c. */
static noinline s64 mix(s64 left, s64 right)
{
	s64 sum;

	STEP(left, right);
	sum = left * 3 + right;
	STEP(left, right, sum);
	total += sum;
	STEP(left, right, sum, total);
	return sum ^ left;
}

noinline s64 sample_main(u64 seed)
{
	s64 a, b, c, d, e;

	STEP(seed);
	total = (s64)hidden(seed) & 0xff;
	STEP(seed, total);
	a = records(hidden(seed) + 1);
	STEP(seed, a, total);
	b = lists(hidden(seed) + 2);
	STEP(seed, a, b, total);
	c = counters(hidden(seed) + 3);
	STEP(seed, a, b, c, total);
	d = numbers(hidden(seed) + 4);
	STEP(seed, a, b, c, d, total);
	e = mix(a + b, c + d);
	STEP(seed, a, b, c, d, e, total);
	return a + b + c + d + e;
}

#ifdef TRUTH
int main(void)
{
	return sample_main(42) == 0;
}
#elif defined(__x86_64__)
/* A process of its own on x86-64: for debuggers and for probes of the real kernel. */
__attribute__((naked, noreturn, used)) void _start(void)
{
	__asm__("mov $42, %edi\n\tcall sample_main\n\txor %edi, %edi\n\tmov $60, %eax\n\tsyscall");
}
#endif

#ifndef TRUTH
/* Compilers may call it for an initializer. */
void *memset(void *target, int value, u64 size)
{
	volatile u8 *bytes = target;

	while (size--)
		bytes[size] = (u8)value;
	return target;
}
#endif
