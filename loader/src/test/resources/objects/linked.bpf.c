// SPDX-License-Identifier: MIT
// Functions and data: what has to be linked, and in which order.
#include "probeproof.h"

#define NOINLINE __attribute__((noinline))

const volatile u32 limit = 7;
static volatile const u64 factor = 3;
u64 hits;
static u64 misses;
u32 seed = 0x01020304;
static u32 step = 5;
u64 custom SEC(".data.custom") = 11;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} first SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__uint(map_flags, 1);
	__uint(key_size, 8);
	__uint(value_size, 24);
} second SEC(".maps");

static NOINLINE u64 leaf(u64 value)
{
	misses += step;
	return value * factor;
}

NOINLINE u64 middle(u64 value)
{
	u32 key = value & 3;
	u64 *known = bpf_map_lookup_elem(&first, &key);

	if (!known)
		return 0;
	return leaf(value) + *known;
}

__attribute__((visibility("hidden"))) NOINLINE u64 hidden(u64 value)
{
	hits++;
	return leaf(value + limit);
}

NOINLINE u64 recorded(u64 value)
{
	u8 record[24] = {};
	u64 key = value;

	bpf_map_update_elem(&second, &key, record, BPF_ANY);
	return hidden(value);
}

SEC("kprobe/one")
int calls_middle_first(void *ctx)
{
	return middle(seed) + hidden(custom);
}

SEC("kprobe/one")
int calls_hidden_first(void *ctx)
{
	return hidden(2) + middle(3);
}

SEC("kprobe/one")
int calls_nothing(void *ctx)
{
	return 1;
}

SEC("tracepoint/sched/sched_switch")
int calls_a_chain(void *ctx)
{
	return recorded(4);
}

static NOINLINE long each(u32 index, void *context)
{
	return leaf(index) & 1;
}

static long (*const bpf_loop)(u32 count, void *callback, void *context, u64 flags) = (void *)181;

SEC("kretprobe")
int passes_callback(void *ctx)
{
	bpf_loop(4, each, 0, 0);
	return middle(5);
}

char _license[] SEC("license") = "GPL";
u32 _version SEC("version") = 0x00050a00;
