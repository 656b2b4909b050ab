// SPDX-License-Identifier: MIT
// Global, weak and hidden functions beside static ones.
#include "crosscheck.h"

ANSWERS(4);

NOINLINE int global(int x)
{
	return OPAQUE(x) * 5;
}

HIDDEN NOINLINE int hidden(int x)
{
	return OPAQUE(x) + global(x);
}

WEAK NOINLINE int weak(int x)
{
	return OPAQUE(x) - 1;
}

WEAK HIDDEN NOINLINE int weak_and_hidden(int x)
{
	return weak(x) + hidden(x + 1);
}

static NOINLINE int local(int x)
{
	return weak_and_hidden(x) * OPAQUE(2);
}

SEC("tc")
int one(void *ctx)
{
	return local(3) + global(1);
}

SEC("tc")
int two(void *ctx)
{
	return global(1) + weak(2) + hidden(3) + weak_and_hidden(4);
}

WEAK SEC("tc")
int weak_entry(void *ctx)
{
	return weak(9);
}

HIDDEN SEC("tc")
int hidden_entry(void *ctx)
{
	return hidden(9);
}

LICENSE("GPL");
