// SPDX-License-Identifier: MIT
// Maps of maps and arrays of programs, with what is in them from the start.
#include "crosscheck.h"

struct inner {
	__uint(type, ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, u64);
} inner_one SEC(".maps"), inner_two SEC(".maps");

struct {
	__uint(type, ARRAY_OF_MAPS);
	__uint(max_entries, 8);
	__type(key, u32);
	__array(values, struct inner);
} array_of_maps SEC(".maps") = {
	.values = { &inner_one, 0, &inner_two, [7] = &inner_one },
};

struct {
	__uint(type, HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, u32);
	__array(values, struct {
		__uint(type, HASH);
		__uint(max_entries, 16);
		__uint(map_flags, F_NO_PREALLOC);
		__type(key, u64);
		__type(value, u32);
	});
} hash_of_maps SEC(".maps");

struct {
	__uint(type, HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, u32);
	__array(values, struct inner);
} filled_hash SEC(".maps") = {
	.values = { [2] = &inner_two },
};

struct {
	__uint(type, ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__array(values, struct {
		__uint(type, RINGBUF);
		__uint(max_entries, 5000);
	});
} of_rings SEC(".maps");

int first_target(void *ctx);
int second_target(void *ctx);

struct {
	__uint(type, PROG_ARRAY);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__array(values, int(void *));
} jumps SEC(".maps") = {
	.values = { [1] = (void *)&first_target, [3] = (void *)&second_target },
};

struct {
	__uint(type, PROG_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u32);
} empty_jumps SEC(".maps");

SEC("tc")
int first_target(void *ctx)
{
	return 1;
}

SEC("tc")
int second_target(void *ctx)
{
	u32 key = 2;
	void *inner = bpf_map_lookup_elem(&array_of_maps, &key);

	return inner && bpf_map_lookup_elem(inner, &key);
}

SEC("tc")
int jumps_away(void *ctx)
{
	bpf_tail_call(ctx, &jumps, 1);
	bpf_tail_call(ctx, &jumps, 3);
	bpf_tail_call(ctx, &empty_jumps, 3);
	return 0;
}

LICENSE("GPL");
