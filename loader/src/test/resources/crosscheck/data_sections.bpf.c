// SPDX-License-Identifier: MIT
// Global data: every kind of section, custom ones, static and global variables, sizes that need padding.
#include "crosscheck.h"

int counter = 5;
static int private_counter = 6;
u8 odd[3] = { 1, 2, 3 };
u64 wide = 0x1122334455667788ULL;
struct {
	u16 a;
	u64 b;
} record = { 0x1234, -2LL };

int zeroed;
static u64 private_zeroed[5];
char buffer[33];

const volatile int limit = 100;
static const volatile u64 private_limit = 1ULL << 40;
const volatile char name[16] = "a name";

int custom_data SEC(".data.custom") = 17;
static u64 private_custom_data SEC(".data.custom") = 18;
const volatile int custom_constant SEC(".rodata.custom") = 19;
int custom_zeroed SEC(".bss.custom");
u64 with_a_very_long_name SEC(".data.with_a_very_long_section_name") = 20;
static int only_private SEC(".data.private_only") = 21;
static const volatile int only_private_constant SEC(".rodata.private_only") = 22;
int not_a_data_section SEC(".other") = 23;

SEC("xdp")
int reads_all(void *ctx)
{
	return counter + private_counter + odd[1] + wide + record.b + zeroed + private_zeroed[2] + buffer[32] + limit +
	       private_limit + name[3] + custom_data + private_custom_data + custom_constant + custom_zeroed +
	       with_a_very_long_name + only_private + only_private_constant;
}

SEC("xdp")
int writes_some(void *ctx)
{
	counter++;
	private_counter = limit;
	odd[2] = custom_constant;
	private_zeroed[limit & 3] = 5;
	record.a++;
	custom_zeroed += 1;
	only_private = 4;
	private_custom_data--;
	return 2;
}

static NOINLINE int in_a_function(int x)
{
	zeroed += x;
	return buffer[x & 31] + private_custom_data;
}

SEC("xdp")
int through_a_function(void *ctx)
{
	return in_a_function(limit);
}

LICENSE("GPL");
