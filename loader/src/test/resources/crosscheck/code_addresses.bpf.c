// SPDX-License-Identifier: MIT
// Addresses of functions: of static, global and weak ones, of one behind many others, chosen at run time.
#include "crosscheck.h"

ANSWERS(4);

static NOINLINE int filler(int x)
{
	return OPAQUE(x) * 11;
}

static int first(u32 index, void *data)
{
	return filler(index);
}

NOINLINE int global_callback(u32 index, void *data)
{
	return OPAQUE(index) & 1;
}

WEAK NOINLINE int weak_callback(u32 index, void *data)
{
	return filler(index) & 1;
}

static int last(u32 index, void *data)
{
	answers[index & 3] = index;
	return 0;
}

SEC("kprobe/a")
int statics(void *ctx)
{
	bpf_loop(2, last, 0, 0);
	bpf_loop(3, first, 0, 0);
	return 0;
}

SEC("kprobe/b")
int globals(void *ctx)
{
	bpf_loop(2, global_callback, 0, 0);
	bpf_loop(2, weak_callback, 0, 0);
	return 0;
}

SEC("kprobe/c")
int chosen(void *ctx)
{
	void *callback = bpf_get_smp_processor_id() & 1 ? (void *)first : (void *)last;

	bpf_loop(2, callback, 0, 0);
	return filler(7);
}

LICENSE("GPL");
