// SPDX-License-Identifier: MIT
// As many kinds of instructions as the compiler knows for this CPU version.
#include "crosscheck.h"

MAP(values, ARRAY, 8, u32, u64);

ANSWERS(8);

SEC("socket")
int arithmetic(void *ctx)
{
	u64 a = bpf_ktime_get_ns(), b = OPAQUE(a ^ 5);
	u32 c = a, d = OPAQUE(c + 3);
	s64 e = a;

	answers[0] = a + b * 7 - (a / (b | 1)) + (a % (b | 1));
	answers[1] = (a << (b & 63)) | (a >> 3) | (u64)(e >> 5);
	answers[2] = (c + d * 9 - c / (d | 1)) ^ (c % (d | 1)) ^ (c << 5) ^ ((s32)c >> 3);
	answers[3] = -a + ~b;
	answers[4] = __builtin_bswap16(a) + __builtin_bswap32(a) + __builtin_bswap64(b);
	answers[5] = 0x1122334455667788ULL ^ a;
	return 0;
}

SEC("socket")
int jumps(void *ctx)
{
	u64 a = bpf_ktime_get_ns();
	u32 c = OPAQUE((u32)a);
	u64 result = 0;

	if (a > 5)
		result += OPAQUE(a);
	if ((s64)a < -3)
		result *= 3;
	if (c >= 77)
		result ^= OPAQUE(c);
	if ((s32)c <= 4)
		result += 2;
	if (a & 8)
		result -= OPAQUE(result);
	if (a == result)
		result++;
	switch (c & 7) {
	case 0:
		result += OPAQUE(1);
		break;
	case 1:
		result *= OPAQUE(3);
		break;
	case 5:
		result -= OPAQUE(9);
		break;
	}
	answers[0] = result;
	return 0;
}

SEC("socket")
int memory(void *ctx)
{
	u32 key = 1;
	u64 *value = bpf_map_lookup_elem(&values, &key);
	char bytes[24];

	if (!value)
		return 0;
	bytes[0] = 1;
	*(volatile u16 *)&bytes[2] = 2;
	*(volatile u32 *)&bytes[4] = 3;
	*(volatile u64 *)&bytes[8] = *value;
	answers[0] = *(volatile u8 *)value + *(volatile u16 *)value + *(volatile u32 *)value + *(volatile u8 *)bytes;
	answers[1] = *(volatile s8 *)value + *(volatile s16 *)value + *(volatile s32 *)value;
	__sync_fetch_and_add(value, 5);
	return bpf_map_update_elem(&values, &key, bytes, 0);
}

LICENSE("GPL");
