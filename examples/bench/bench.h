/* SPDX-License-Identifier: MIT */
/*
 * What the benchmark programs share. They are XDP programs where a kernel shall run them, too: it repeats test runs of
 * these. Everything they work on lies in global variables, which no compiler can fold, or in the registers of a frame.
 * Each run starts anew, so that every run of every engine returns the same.
 */
#ifndef BENCH_H
#define BENCH_H

#include "../probeproof.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

#define NOINLINE __attribute__((noinline))
#define INLINE inline __attribute__((always_inline))
#define NO_UNROLL _Pragma("clang loop unroll(disable)")

struct xdp_md {
	u32 data;
	u32 data_end;
	u32 data_meta;
	u32 ingress_ifindex;
	u32 rx_queue_index;
	u32 egress_ifindex;
};

static INLINE u64 rotate_left(u64 value, u32 bits)
{
	return value << bits | value >> (64 - bits);
}

/* The next of a fixed sequence of numbers (xorshift with the shifts 13, 7 and 17). */
static INLINE u64 next_number(u64 number)
{
	number ^= number << 13;
	number ^= number >> 7;
	number ^= number << 17;
	return number;
}

/* All 64 bits of a result in the 32 that a test run gives back. */
static INLINE int folded(u64 value)
{
	return (int)(value ^ value >> 32);
}

#endif
