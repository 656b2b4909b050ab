/* SPDX-License-Identifier: MIT */
/* Benchmarks of what a program does without the kernel's help: arithmetic, branches, memory, calls. */
#include "bench.h"

#define TEXT_BYTES 200

u64 seed = 0x9e3779b97f4a7c15;
u64 smaller = 4660046610375530309;
u64 larger = 7540113804746346429;
u32 prime_limit = 300;
char left[TEXT_BYTES] = "/usr/lib/modules/6.18.0/kernel/drivers/net/ethernet/a-rather-long-name-of-a-driver/"
			"and-another-directory-below-it/so-that-the-two-texts-are-long-enough/module.ko.1";
char right[TEXT_BYTES] = "/usr/lib/modules/6.18.0/kernel/drivers/net/ethernet/a-rather-long-name-of-a-driver/"
			 "and-another-directory-below-it/so-that-the-two-texts-are-long-enough/module.ko.2";

SEC("xdp") int arithmetic(struct xdp_md *ctx)
{
	u64 a = seed, b = ~seed, c = 17;

	NO_UNROLL
	for (u32 i = 0; i < 500; i++) {
		a += b ^ (c << 3);
		b = b * 0x2545f491 + a;
		c ^= (a >> 7) - i;
		a -= c & 0xffff;
	}
	return folded(a ^ b ^ c);
}

/* Trial division: what counts is the 32-bit modulo. */
SEC("xdp") int primes(struct xdp_md *ctx)
{
	u32 limit = prime_limit;
	u32 found = 0;

	NO_UNROLL
	for (u32 number = 2; number < 300; number++) {
		u32 is_prime = 1;

		if (number >= limit)
			break;
		NO_UNROLL
		for (u32 divisor = 2; divisor * divisor <= number; divisor++) {
			if (number % divisor == 0) {
				is_prime = 0;
				break;
			}
		}
		found += is_prime;
	}
	return found;
}

/* How many bytes two texts have in common. */
SEC("xdp") int string_compare(struct xdp_md *ctx)
{
	u32 at = 0;

	NO_UNROLL
	for (; at < TEXT_BYTES; at++) {
		if (left[at] != right[at] || left[at] == 0)
			break;
	}
	return at;
}

/* FNV-1a with 64 bits. */
SEC("xdp") int fnv(struct xdp_md *ctx)
{
	u64 hash = 0xcbf29ce484222325;

	NO_UNROLL
	for (u32 at = 0; at < TEXT_BYTES; at++) {
		hash ^= (u8)left[at];
		hash *= 0x100000001b3;
	}
	return folded(hash);
}

#define SIP_ROUND                               \
	do {                                    \
		v0 += v1;                       \
		v2 += v3;                       \
		v1 = rotate_left(v1, 13) ^ v0;  \
		v3 = rotate_left(v3, 16) ^ v2;  \
		v0 = rotate_left(v0, 32) + v3;  \
		v2 += v1;                       \
		v1 = rotate_left(v1, 17) ^ v2;  \
		v3 = rotate_left(v3, 21) ^ v0;  \
		v2 = rotate_left(v2, 32);       \
	} while (0)

/* SipHash-2-4 of the first 192 bytes. */
SEC("xdp") int siphash(struct xdp_md *ctx)
{
	const u64 *words = (const u64 *)left;
	u64 k0 = seed, k1 = ~seed;
	u64 v0 = k0 ^ 0x736f6d6570736575, v1 = k1 ^ 0x646f72616e646f6d;
	u64 v2 = k0 ^ 0x6c7967656e657261, v3 = k1 ^ 0x7465646279746573;

	NO_UNROLL
	for (u32 i = 0; i < 24; i++) {
		u64 word = words[i];

		v3 ^= word;
		SIP_ROUND;
		SIP_ROUND;
		v0 ^= word;
	}
	v3 ^= (u64)192 << 56;
	SIP_ROUND;
	SIP_ROUND;
	v0 ^= (u64)192 << 56;
	v2 ^= 0xff;
	SIP_ROUND;
	SIP_ROUND;
	SIP_ROUND;
	SIP_ROUND;
	return folded(v0 ^ v1 ^ v2 ^ v3);
}

/* Sixteen ways, chosen by bits of a text. */
SEC("xdp") int switch16(struct xdp_md *ctx)
{
	u64 value = seed;

	NO_UNROLL
	for (u32 at = 0; at < TEXT_BYTES; at++) {
		switch ((left[at] ^ at) & 15) {
		case 0: value += 0x51; break;
		case 1: value ^= 0xa3f; break;
		case 2: value *= 3; break;
		case 3: value = ~value; break;
		case 4: value -= at; break;
		case 5: value <<= 1; break;
		case 6: value >>= 1; break;
		case 7: value |= 0x1001; break;
		case 8: value &= 0xfffffffffffff7ff; break;
		case 9: value += value >> 5; break;
		case 10: value = -value; break;
		case 11: value ^= value >> 9; break;
		case 12: value += at; break;
		case 13: value *= 5; break;
		case 14: value = rotate_left(value, 11); break;
		default: value ^= at; break;
		}
	}
	return folded(value);
}

/* Euclid on neighbours in Fibonacci's sequence, for which it takes longest, then digits: each step waits for a division. */
SEC("xdp") int division(struct xdp_md *ctx)
{
	u64 a = larger, b = smaller, digits = 0;

	NO_UNROLL
	for (u32 i = 0; i < 100 && b != 0; i++) {
		u64 rest = a % b;

		a = b;
		b = rest;
	}
	b = seed | (u64)1 << 63;
	NO_UNROLL
	for (u32 i = 0; i < 24 && b != 0; i++) {
		digits = digits * 7 + b % 10;
		b /= 10;
	}
	return folded(a + digits);
}

static NOINLINE u64 lowest(u64 value, u64 step)
{
	return value * 31 + (step ^ value >> 3);
}

static NOINLINE u64 middle(u64 value, u64 step)
{
	return lowest(value + step, step) ^ lowest(value, step + 1);
}

static NOINLINE u64 highest(u64 value, u64 step)
{
	return step & 1 ? middle(value, step) : lowest(value, step);
}

/* Calls between functions, three deep. */
SEC("xdp") int calls(struct xdp_md *ctx)
{
	u64 value = seed;

	NO_UNROLL
	for (u32 i = 0; i < 100; i++)
		value = highest(value, i);
	return folded(value);
}

#define SORTED 24

/* Insertion sort of numbers on the stack. */
SEC("xdp") int insertion_sort(struct xdp_md *ctx)
{
	u64 numbers[SORTED];
	u64 number = seed, sum = 0;

	NO_UNROLL
	for (u32 i = 0; i < SORTED; i++) {
		number = next_number(number);
		numbers[i] = number;
	}
	NO_UNROLL
	for (u32 i = 1; i < SORTED; i++) {
		u64 taken = numbers[i];
		u32 at = i;

		NO_UNROLL
		for (; at > 0; at--) {
			if (numbers[at - 1] <= taken)
				break;
			numbers[at] = numbers[at - 1];
		}
		numbers[at] = taken;
	}
	NO_UNROLL
	for (u32 i = 0; i < SORTED; i++)
		sum = sum * 3 + numbers[i];
	return folded(sum);
}
