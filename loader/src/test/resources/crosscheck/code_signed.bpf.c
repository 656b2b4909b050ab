// SPDX-License-Identifier: MIT
// Instructions of CPU version 4: signed division, sign-extending moves and loads, unconditional swaps, atomics of version 3.
#include "crosscheck.h"

ANSWERS(8);

SEC("socket")
int signed_arithmetic(void *ctx)
{
	s64 a = bpf_ktime_get_ns(), b = OPAQUE(a ^ 5) | 1;
	s32 c = a, d = OPAQUE(c + 3) | 1;

	answers[0] = a / b + a % b;
	answers[1] = c / d + c % d;
	answers[2] = (s64)(s8)a + (s64)(s16)b + (s64)(s32)c;
	answers[3] = *(volatile s8 *)&answers[0] + *(volatile s16 *)&answers[1] + *(volatile s32 *)&answers[2];
	answers[4] = __builtin_bswap64(a);
	*(volatile u32 *)&answers[5] = 17;
	return 0;
}

SEC("socket")
int atomics(void *ctx)
{
	u64 old = __sync_fetch_and_add(&answers[0], 3);

	old += __sync_fetch_and_or(&answers[1], old);
	old += __sync_fetch_and_and(&answers[2], old);
	old += __sync_fetch_and_xor(&answers[3], old);
	old += __sync_val_compare_and_swap(&answers[4], old, 7);
	old += __sync_lock_test_and_set(&answers[5], old);
	return old;
}

LICENSE("GPL");
