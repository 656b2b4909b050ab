// SPDX-License-Identifier: MIT
// Enumerators: values that move between kernels, missing ones, flavours, negative ones.
#include "crosscheck.h"

enum zone_stat_item {
	NR_FREE_PAGES,
	NR_MLOCK = 77,
	NR_PAGETABLE,
	NR_NOTHING = 99,
};

enum perf_event_state {
	PERF_EVENT_STATE_DEAD = -40,
	PERF_EVENT_STATE_OFF = -1,
	PERF_EVENT_STATE_ACTIVE = 1,
};

enum bpf_func_id {
	BPF_FUNC_map_lookup_elem = 11,
	BPF_FUNC_ringbuf_output = 12,
	BPF_FUNC_cgrp_storage_get = 13,
};

enum zone_stat_item___mine {
	NR_MLOCK___theirs = 5,
	NR_BOUNCE___old = 6,
};

enum no_such_enum {
	NO_SUCH_VALUE = 3,
};

typedef enum hrtimer_mode hrtimer_mode_t;
enum hrtimer_mode {
	HRTIMER_MODE_LAZY_REARM = 160,
	HRTIMER_MODE_REL_HARD = 90,
};

ANSWERS(24);

SEC("kprobe/x")
int values(void *ctx)
{
	answers[0] = ENUM_VALUE(enum zone_stat_item, NR_FREE_PAGES);
	answers[1] = ENUM_VALUE(enum zone_stat_item, NR_MLOCK);
	answers[2] = ENUM_VALUE(enum bpf_func_id, BPF_FUNC_map_lookup_elem);
	answers[3] = ENUM_VALUE(enum bpf_func_id, BPF_FUNC_ringbuf_output);
	answers[4] = ENUM_VALUE(enum zone_stat_item___mine, NR_MLOCK___theirs);
	answers[5] = ENUM_VALUE(hrtimer_mode_t, HRTIMER_MODE_REL_HARD);
	return 0;
}

SEC("kprobe/x")
int negative_values(void *ctx)
{
	answers[0] = ENUM_VALUE(enum perf_event_state, PERF_EVENT_STATE_DEAD);
	answers[1] = ENUM_VALUE(enum perf_event_state, PERF_EVENT_STATE_OFF);
	answers[2] = ENUM_VALUE(enum perf_event_state, PERF_EVENT_STATE_ACTIVE);
	return 0;
}

SEC("kprobe/x")
int exists(void *ctx)
{
	answers[0] = ENUM_EXISTS(enum zone_stat_item, NR_MLOCK);
	answers[1] = ENUM_EXISTS(enum zone_stat_item, NR_PAGETABLE);
	answers[2] = ENUM_EXISTS(enum zone_stat_item, NR_NOTHING);
	answers[3] = ENUM_EXISTS(enum no_such_enum, NO_SUCH_VALUE);
	answers[4] = ENUM_EXISTS(enum bpf_func_id, BPF_FUNC_cgrp_storage_get);
	answers[5] = ENUM_EXISTS(enum zone_stat_item___mine, NR_BOUNCE___old);
	answers[6] = ENUM_EXISTS(hrtimer_mode_t, HRTIMER_MODE_LAZY_REARM);
	return 0;
}

SEC("kprobe/x")
int missing_values(void *ctx)
{
	answers[0] = ENUM_VALUE(enum zone_stat_item, NR_NOTHING);
	answers[1] = ENUM_VALUE(enum no_such_enum, NO_SUCH_VALUE);
	if (ENUM_EXISTS(enum zone_stat_item, NR_PAGETABLE))
		answers[2] = ENUM_VALUE(enum zone_stat_item, NR_PAGETABLE);
	return 0;
}

LICENSE("GPL");
