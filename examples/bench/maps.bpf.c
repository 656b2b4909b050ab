/* SPDX-License-Identifier: MIT */
/* Benchmarks of maps and of operations that no other CPU may come between. */
#include "bench.h"

#define ELEMENTS 256
#define LOOK_UPS 64

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, ELEMENTS);
	__type(key, u32);
	__type(value, u64);
} by_index SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, ELEMENTS);
	__type(key, u64);
	__type(value, u64);
} by_key SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, u64);
} by_cpu SEC(".maps");

u64 seed = 0x9e3779b97f4a7c15;
u64 shared;

/* Runs once before anything is measured: the keys are there for every second look-up. */
SEC("xdp") int setup(struct xdp_md *ctx)
{
	u64 number = seed;

	NO_UNROLL
	for (u32 i = 0; i < LOOK_UPS; i++) {
		u32 index = i;
		u64 value = i * 3;

		number = next_number(number);
		bpf_map_update_elem(&by_index, &index, &value, BPF_ANY);
		if (i & 1)
			bpf_map_update_elem(&by_key, &number, &value, BPF_ANY);
	}
	return 0;
}

SEC("xdp") int array_lookup(struct xdp_md *ctx)
{
	u64 number = seed, sum = 0;

	NO_UNROLL
	for (u32 i = 0; i < LOOK_UPS; i++) {
		u32 index = (number >> 20) % ELEMENTS;
		u64 *value = bpf_map_lookup_elem(&by_index, &index);

		if (!value)
			return -1;
		sum += *value;
		*value = index;
		number = next_number(number);
	}
	return folded(sum);
}

/* What counts events, as most tracing programs do it. */
SEC("xdp") int percpu_lookup(struct xdp_md *ctx)
{
	u64 sum = 0;

	NO_UNROLL
	for (u32 i = 0; i < LOOK_UPS; i++) {
		u32 index = i % 16;
		u64 *value = bpf_map_lookup_elem(&by_cpu, &index);

		if (!value)
			return -1;
		sum += *value;
		*value = i;
	}
	return folded(sum);
}

SEC("xdp") int hash_lookup(struct xdp_md *ctx)
{
	u64 number = seed, sum = 0;

	NO_UNROLL
	for (u32 i = 0; i < LOOK_UPS; i++) {
		u64 *value;

		number = next_number(number);
		value = bpf_map_lookup_elem(&by_key, &number);
		if (value)
			sum += *value;
	}
	return folded(sum);
}

/* Every atomic operation, on a value in a map. */
SEC("xdp") int atomics(struct xdp_md *ctx)
{
	u64 sum = 0;

	shared = seed;
	NO_UNROLL
	for (u32 i = 0; i < 50; i++) {
		__sync_fetch_and_add(&shared, i);
		sum += __sync_fetch_and_add(&shared, i * 3);
		sum ^= __sync_fetch_and_xor(&shared, sum);
		sum += __sync_fetch_and_or(&shared, 0x1010);
		sum += __sync_fetch_and_and(&shared, ~(u64)0x100);
		sum ^= __sync_val_compare_and_swap(&shared, sum, i);
		sum += __sync_lock_test_and_set(&shared, sum);
	}
	return folded(sum);
}

/* The same on the stack. */
SEC("xdp") int atomics_stack(struct xdp_md *ctx)
{
	volatile u64 own = seed;
	u64 sum = 0;

	NO_UNROLL
	for (u32 i = 0; i < 50; i++) {
		__sync_fetch_and_add(&own, i);
		sum += __sync_fetch_and_add(&own, i * 3);
		sum ^= __sync_fetch_and_xor(&own, sum);
		sum += __sync_fetch_and_or(&own, 0x1010);
		sum += __sync_fetch_and_and(&own, ~(u64)0x100);
		sum ^= __sync_val_compare_and_swap(&own, sum, i);
		sum += __sync_lock_test_and_set(&own, sum);
	}
	return folded(sum);
}
