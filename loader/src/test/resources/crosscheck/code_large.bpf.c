// SPDX-License-Identifier: MIT
// More than 20,000 instructions after placement, out of functions that several programs share. The instructions are of
// one line each block, so that the object stays small.
#include "crosscheck.h"

ANSWERS(4);

#define ONE "r0 += 1\n r0 ^= r1\n"
#define TEN ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define FIVE_HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED

#define BLOCK(name, next)                                                                       \
	static NOINLINE u64 name(u64 x)                                                         \
	{                                                                                       \
		u64 y;                                                                          \
		asm volatile("r1 = %1\n r0 = r1\n" FIVE_HUNDRED FIVE_HUNDRED "%0 = r0" : "=r"(y) : "r"(x) : "r0", "r1"); \
		return next(y);                                                                 \
	}

static NOINLINE u64 end(u64 x)
{
	return OPAQUE(x) + answers[1];
}
BLOCK(block1, end)
BLOCK(block2, block1)
BLOCK(block3, block2)
BLOCK(block4, end)
BLOCK(block5, block4)
BLOCK(block6, block5)
BLOCK(block7, block6)

SEC("kprobe/a")
int whole(void *ctx)
{
	answers[0] = block3(1) + block7(2);
	return block5(3) + block2(4);
}

SEC("kprobe/b")
int loop_of_all(void *ctx)
{
	u64 sum = block7(1);

#pragma clang loop unroll(disable)
	for (int i = 0; i < 3; i++) {
		u64 y;
		asm volatile("r1 = %1\n r0 = r1\n" FIVE_HUNDRED FIVE_HUNDRED FIVE_HUNDRED FIVE_HUNDRED FIVE_HUNDRED FIVE_HUNDRED
				     "%0 = r0" : "=r"(y) : "r"(sum) : "r0", "r1");
		sum += y;
	}
	answers[2] = sum;
	return 0;
}

LICENSE("GPL");
