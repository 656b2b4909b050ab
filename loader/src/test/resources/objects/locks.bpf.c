// SPDX-License-Identifier: MIT
// Maps whose values a kernel can only handle if it knows their types: a lock, a timer.
#include "probeproof.h"

static long (*const bpf_spin_lock_)(void *lock) = (void *)93;
static long (*const bpf_spin_unlock_)(void *lock) = (void *)94;
static long (*const bpf_timer_init_)(void *timer, void *map, u64 flags) = (void *)169;

struct bpf_spin_lock {
	u32 val;
};

struct bpf_timer {
	u64 opaque[2];
} __attribute__((aligned(8)));

struct guarded {
	struct bpf_spin_lock lock;
	u32 count;
};

struct timed {
	struct bpf_timer timer;
	u64 fired;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct guarded);
} guarded SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct timed);
} timed SEC(".maps");

SEC("tc")
int locks(void *ctx)
{
	u32 key = 0;
	struct guarded *value = bpf_map_lookup_elem(&guarded, &key);

	if (!value)
		return -1;
	bpf_spin_lock_(&value->lock);
	value->count += 3;
	bpf_spin_unlock_(&value->lock);
	return 0;
}

SEC("tc")
int times(void *ctx)
{
	u32 key = 0;
	struct timed *value = bpf_map_lookup_elem(&timed, &key);

	return value ? bpf_timer_init_(&value->timer, &timed, 1) : 0;
}

char _license[] SEC("license") = "GPL";
