// SPDX-License-Identifier: MIT
// Global variables of every kind, and programs that show what they see of them.
#include "probeproof.h"

enum level { QUIET, NORMAL = 3, LOUD = 7 };

struct limit {
	u32 low;
	s16 high;
	u8 strict : 1;
	u8 mode : 3;
	u16 wide : 12;
};

struct settings {
	u64 id;
	struct limit limits[3];
	char name[8];
	union {
		u32 number;
		u8 bytes[4];
	};
};

const volatile _Bool debug;
const volatile u8 small = 1;
const volatile s8 tiny = -1;
const volatile s16 negative = -2;
const volatile u32 table[4] = { 1, 2, 3, 4 };
const volatile u64 largest = 0xfedcba9876543210ULL;
const volatile char greeting[16] = "hello";
const volatile u8 key[4] = { 0xde, 0xad, 0xbe, 0xef };
const volatile enum level level = NORMAL;
const volatile struct settings settings = {
	.id = 42,
	.limits = { { 1, -1, 1, 5, 0xabc }, { 2, -2, 0, 2, 0x123 } },
	.name = "first",
	.number = 0x01020304,
};

u64 counter = 5;
s32 neighbour = 6;
volatile u64 hits;
u32 custom SEC(".data.mine") = 9;
static volatile u32 same = 3;
static volatile u32 uninitialised;
void *pointer;

SEC("raw_tp")
int tells(void *ctx)
{
	hits += 1;
	same += uninitialised;
	return debug ? (int)table[2] + negative + (int)settings.limits[1].low + (settings.limits[1].strict << 8) : (int)counter + neighbour;
}

SEC("raw_tp")
int mine(void *ctx)
{
	custom += 1;
	return custom + level + (pointer != 0);
}

char _license[] SEC("license") = "GPL";
