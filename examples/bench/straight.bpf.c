/* SPDX-License-Identifier: MIT */
/* A program of 3,000 instructions without a branch: more than a compiler that works by methods takes at once. */
#include "bench.h"

u64 seed = 0x9e3779b97f4a7c15;

#define STEP(k)                 \
	a += b ^ (u64)(k);      \
	b = (b >> 3) - (a << 5); \
	a ^= b >> ((k) % 31 + 1);

#define STEPS4(k) STEP(k) STEP((k) + 5) STEP((k) + 11) STEP((k) + 19)
#define STEPS16(k) STEPS4(k) STEPS4((k) + 101) STEPS4((k) + 211) STEPS4((k) + 307)
#define STEPS64(k) STEPS16(k) STEPS16((k) + 1009) STEPS16((k) + 2003) STEPS16((k) + 3001)

SEC("xdp") int straight(struct xdp_md *ctx)
{
	u64 a = seed, b = ~seed;

	STEPS64(7)
	STEPS64(10007)
	STEPS64(20011)
	STEPS64(30011)
	STEPS16(40009)
	STEPS16(50021)
	STEPS4(60013)
	STEPS4(70001)
	STEPS4(80021)
	STEP(90001)
	return folded(a ^ b);
}
