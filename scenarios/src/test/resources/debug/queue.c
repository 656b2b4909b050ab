// SPDX-License-Identifier: MIT
/* Code with places inside: a parameter that moves, a local variable, an inlined copy. Never linked with a C library. */
struct item {
	int weight;
	unsigned flags : 5;
	struct item *next;
};

volatile long sink;

__attribute__((noinline)) long hidden(long value)
{
	sink += value;
	return sink;
}

static inline __attribute__((always_inline)) long weigh(struct item *item, long factor)
{
	long weighed = item->weight * factor;

	hidden(weighed);
	return weighed + item->flags;
}

__attribute__((noinline)) long total(struct item *first, long limit, int scale)
{
	struct item *second = first->next;
	long sum = hidden(limit);

	sum += weigh(first, scale);
	sum += weigh(second, limit);
	sink = sum;
	return sum + first->weight;
}

void _start(void)
{
	struct item last = {2, 3, 0}, first = {7, 9, &last};

	sink = total(&first, sink, 3);
	for (;;)
		;
}
