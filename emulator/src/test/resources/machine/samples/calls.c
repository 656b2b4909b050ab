// SPDX-License-Identifier: MIT
/* For loading: data of all kinds, a table of functions, calls of what is not here. Kernel-style, without a C library. */
struct pair {
	long one;
	long two;
};

struct long_one {
	long values[4];
};

int printk(const char *format, ...);
extern long missing(long value);

long counter = 7;
static long zeroed[16];
static const long primes[] = {2, 3, 5, 7, 11, 13};
const char message[] = "value %ld\n";

static long doubled(long value)
{
	return value * 2;
}

static long negated(long value)
{
	return -value;
}

static long (*const actions[])(long) = {doubled, negated};

long add(long a, long b)
{
	return a + b + counter;
}

long act(unsigned int which, long value)
{
	zeroed[which & 15] += value;
	counter++;
	return actions[which & 1](value) + primes[which & 3] + zeroed[which & 15];
}

long say(long value)
{
	return printk(message, value) + 1;
}

long lost(long value)
{
	return missing(value) + 1;
}

long ninth(long a, long b, long c, long d, long e, long f, long g, long h, long i)
{
	return i * 10 + h;
}

long of_pair(struct pair pair, int by)
{
	return pair.one * by - pair.two;
}

long of_long(struct long_one values, int index)
{
	return values.values[index & 3] + values.values[0];
}

struct long_one made(long first)
{
	struct long_one result = {{first, 2, 3, 4}};

	return result;
}

unsigned char at(const unsigned char *bytes, long index)
{
	return bytes[index];
}

long forever(volatile long *turns)
{
	for (;;)
		(*turns)++;
}

long depth(long n)
{
	return n <= 0 ? 0 : depth(n - 1) + n;
}
