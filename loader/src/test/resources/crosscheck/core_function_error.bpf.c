// SPDX-License-Identifier: MIT
// A function that cannot be relocated where a name is ambiguous. Two of these three programs do not call it.
#include "crosscheck.h"

struct perf_aux_event {
	int x;
};

ANSWERS(2);

static NOINLINE u64 ambiguous(u64 x)
{
	return x + TYPE_SIZE(struct perf_aux_event);
}

static NOINLINE u64 plain(u64 x)
{
	return x * OPAQUE(x);
}

SEC("kprobe/a")
int calls_it(void *ctx)
{
	answers[0] = ambiguous(bpf_ktime_get_ns());
	return 0;
}

SEC("kprobe/b")
int calls_another(void *ctx)
{
	answers[0] = plain(bpf_ktime_get_ns());
	return 0;
}

SEC("kprobe/c")
int calls_nothing(void *ctx)
{
	return 0;
}

LICENSE("GPL");
