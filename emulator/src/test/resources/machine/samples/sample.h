// SPDX-License-Identifier: MIT
/*
 * What every sample shares. A line that is to be probed has a STEP on the line before it, which names what has a value there.
 *
 * The probed build only counts: a store to volatile memory that says how far the program is, and touches no variable.
 * The truth build (-DTRUTH, native, -O0) prints number, line, name, size and value of each instead.
 */
#ifndef SAMPLE_H
#define SAMPLE_H

typedef signed char s8;
typedef unsigned char u8;
typedef short s16;
typedef unsigned short u16;
typedef int s32;
typedef unsigned int u32;
typedef long s64;
typedef unsigned long u64;

extern volatile u64 sample_step;

#define noinline __attribute__((noinline))
#define always_inline inline __attribute__((always_inline))

#ifdef TRUTH
int printf(const char *, ...);
/* Most values have a size; bit-fields have none, and say 0. */
#define PRINT_V(expr) printf("%lu %s:%d %s %s %d %ld\n", sample_step, FILE_NAME, __LINE__ + 1, __func__, #expr, (int)sizeof(expr), (s64)(expr));
#define PRINT_B(expr) printf("%lu %s:%d %s %s 0 %ld\n", sample_step, FILE_NAME, __LINE__ + 1, __func__, #expr, (s64)(expr));
#define P1(m, a) m(a)
#define P2(m, a, ...) m(a) P1(m, __VA_ARGS__)
#define P3(m, a, ...) m(a) P2(m, __VA_ARGS__)
#define P4(m, a, ...) m(a) P3(m, __VA_ARGS__)
#define P5(m, a, ...) m(a) P4(m, __VA_ARGS__)
#define P6(m, a, ...) m(a) P5(m, __VA_ARGS__)
#define P7(m, a, ...) m(a) P6(m, __VA_ARGS__)
#define P8(m, a, ...) m(a) P7(m, __VA_ARGS__)
#define P9(m, a, ...) m(a) P8(m, __VA_ARGS__)
#define P10(m, a, ...) m(a) P9(m, __VA_ARGS__)
#define P11(m, a, ...) m(a) P10(m, __VA_ARGS__)
#define P12(m, a, ...) m(a) P11(m, __VA_ARGS__)
#define PICK(a, b, c, d, e, f, g, h, i, j, k, l, name, ...) name
#define EACH(m, ...) PICK(__VA_ARGS__, P12, P11, P10, P9, P8, P7, P6, P5, P4, P3, P2, P1, 0)(m, __VA_ARGS__)
#define STEP(...) do { sample_step++; EACH(PRINT_V, __VA_ARGS__) } while (0)
#define STEP_BITS(...) do { EACH(PRINT_B, __VA_ARGS__) } while (0)
#else
#define STEP(...) sample_step++
#define STEP_BITS(...) do { } while (0)
#endif

/* What two numbers have to do with each other is hidden from compilers, so that nothing is computed ahead of the run. */
static always_inline u64 hidden(u64 value)
{
#ifndef TRUTH
	__asm__("" : "+r"(value));
#endif
	return value;
}

struct point {
	s32 x;
	s32 y;
};

struct triple {
	s64 first;
	s64 second;
	s64 third;
};

struct flags {
	u32 mode : 3;
	u32 level : 7;
	s32 delta : 6;
	u32 wide : 16;
};

union number {
	u32 whole;
	u16 halves[2];
};

struct item {
	u16 id;
	u8 kind;
	s64 weight;
	struct item *next;
	struct point at;
	u8 name[8];
};

extern s64 total;
extern u32 table[8];

s64 records(u64 seed);
s64 lists(u64 seed);
s64 counters(u64 seed);
s64 numbers(u64 seed);
s64 sample_main(u64 seed);

#endif
