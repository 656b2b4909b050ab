// SPDX-License-Identifier: MIT
// Callbacks: of loops, of maps' elements, of timers, of memory areas; callbacks that call, one that is called too.
#include "crosscheck.h"

struct timed {
	struct bpf_timer {
		u64 opaque[2];
	} timer;
	u64 count;
};

MAP(counts, HASH, 16, u32, u64);
MAP(timers, ARRAY, 1, u32, struct timed);

ANSWERS(4);

static NOINLINE u64 weight(u64 x)
{
	return OPAQUE(x) << 2;
}

static int on_round(u32 index, void *data)
{
	*(u64 *)data += weight(index);
	return 0;
}

static int nested(u32 index, void *data)
{
	return bpf_loop(index, on_round, data, 0) < 0;
}

static long on_element(void *map, u32 *key, u64 *value, void *data)
{
	*(u64 *)data += *value + weight(*key);
	return 0;
}

static int on_timer(void *map, u32 *key, struct timed *value)
{
	value->count++;
	bpf_timer_start(&value->timer, 1000, 0);
	return 0;
}

static long on_area(void *task, void *vma, void *data)
{
	*(u64 *)data = 1;
	return 0;
}

SEC("tc")
int loops(void *ctx)
{
	u64 sum = 0;

	bpf_loop(10, on_round, &sum, 0);
	bpf_loop(10, nested, &sum, 0);
	return sum;
}

SEC("tc")
int elements(void *ctx)
{
	u64 sum = 0;

	bpf_for_each_map_elem(&counts, on_element, &sum, 0);
	on_round(3, &sum);
	return sum;
}

SEC("tc")
int times(void *ctx)
{
	u32 key = 0;
	struct timed *timed = bpf_map_lookup_elem(&timers, &key);

	if (!timed)
		return 0;
	bpf_timer_init(&timed->timer, &timers, 1);
	bpf_timer_set_callback(&timed->timer, on_timer);
	bpf_timer_start(&timed->timer, 0, 0);
	return 1;
}

SEC("fentry/vfs_read")
int areas(u64 *ctx)
{
	u64 found = 0;

	bpf_find_vma(bpf_get_current_task_btf(), ctx[0], on_area, &found, 0);
	answers[0] = found;
	return 0;
}

LICENSE("GPL");
