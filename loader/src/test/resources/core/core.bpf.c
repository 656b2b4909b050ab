// SPDX-License-Identifier: MIT
// Every kind of CO-RE relocation, one question a program: what the source declares here, the kernels in kernel-*.c have
// in other places, in other shapes, or not at all.
#include "../../../../../examples/probeproof.h"

#define OFFSET 0
#define SIZE 1
#define EXISTS 2
#define SIGNED 3
#define LSHIFT 4
#define RSHIFT 5

#define ASK(name, answer)                 \
	SEC("kprobe/core") u64 name(void *ctx) \
	{                                 \
		return answer;            \
	}
#define FIELD(type, field, question) __builtin_preserve_field_info(((type *)0)->field, question)
#define LOAD(type, field) ((u64)((type *)ctx)->field)

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct simple {
	int first;
	long second;
	char text[8];
	struct simple *next;
};

struct wrapped {
	int outside;
	union {
		int either;
		struct {
			short inner;
			short pair[2];
		};
	};
};

struct item {
	int key;
	int value;
};

struct shelf {
	int count;
	struct item items[4];
	int grid[2][3];
	struct item spare[];
};

struct flags {
	u32 low : 3;
	u32 middle : 12;
	s32 signed_bits : 5;
	u32 plain;
};

struct wide_flags {
	u64 before : 7;
	u64 wide : 33;
};

struct widths {
	u32 unsigned_int;
	s32 signed_int;
	u16 unsigned_short;
	void *pointer;
	float real;
	char letters[16];
	enum colour *colour_pointer;
};

struct only_here {
	int gone;
	int twice;
};

struct flavoured___old {
	int renamed;
};

struct flavoured___new {
	int renamed_since;
};

struct twins {
	int same;
	int different;
};

union either {
	int number;
	char bytes[4];
};

typedef struct {
	int in_typedef;
} anonymous_t;

#pragma clang attribute pop

enum colour {
	RED,
	GREEN = 5,
	BLUE,
	GONE_COLOUR,
};

enum minus {
	MINUS_ONE = -1,
	MINUS_MUCH = -70000,
};

enum large {
	LARGE = 0x80000001,
	LARGE_BECOMES_SMALL = 0xfffffff0,
	SMALL = 3,
};

typedef struct item item_t;
typedef int (*callback_t)(struct simple *, item_t *, u64);
// Where a field is.
ASK(offset_same, FIELD(struct simple, first, OFFSET))
ASK(offset_moved, FIELD(struct simple, second, OFFSET))
ASK(offset_gone, FIELD(struct only_here, gone, OFFSET))
ASK(offset_of_element, FIELD(struct simple, text[3], OFFSET))
ASK(offset_in_union, FIELD(struct wrapped, either, OFFSET))
ASK(offset_in_unnamed, FIELD(struct wrapped, inner, OFFSET))
ASK(offset_of_element_in_unnamed, FIELD(struct wrapped, pair[1], OFFSET))
ASK(offset_of_second_struct, FIELD(struct item, value, OFFSET) + FIELD(struct shelf, items[2].value, OFFSET))
ASK(offset_in_grid, FIELD(struct shelf, grid[1][2], OFFSET))
ASK(offset_beyond_array, FIELD(struct shelf, items[3].key, OFFSET))
ASK(offset_of_flexible, FIELD(struct shelf, spare[5].value, OFFSET))
ASK(offset_of_array_item, FIELD(struct item, value, OFFSET) + (u64)&((struct item *)ctx)[3].value)
ASK(offset_in_typedef, FIELD(anonymous_t, in_typedef, OFFSET))
ASK(offset_old_flavour, FIELD(struct flavoured___old, renamed, OFFSET))
ASK(offset_new_flavour, FIELD(struct flavoured___new, renamed_since, OFFSET))
ASK(offset_other_type, FIELD(struct widths, pointer, OFFSET))
ASK(offset_of_real, FIELD(struct widths, real, OFFSET))
ASK(offset_in_either, FIELD(union either, bytes[2], OFFSET))

// Loads and stores.
ASK(load_same, LOAD(struct simple, first))
ASK(load_moved, LOAD(struct simple, second))
ASK(load_pointer, LOAD(struct simple, next))
ASK(load_wider, LOAD(struct widths, unsigned_int))
ASK(load_narrower, LOAD(struct widths, unsigned_short))
ASK(load_signed_wider, LOAD(struct widths, signed_int))
ASK(load_letter, LOAD(struct widths, letters[2]))
ASK(load_element, LOAD(struct shelf, items[1].value))

SEC("kprobe/core") u64 store_value(struct widths *ctx)
{
	ctx->unsigned_int = 7;
	return 0;
}

SEC("kprobe/core") u64 store_register(struct widths *ctx)
{
	ctx->unsigned_short = (u64)ctx;
	return 0;
}

SEC("kprobe/core") u64 chain(struct simple *ctx)
{
	return ctx->next->next->second;
}

// How large, how signed, there at all?
ASK(size_of_int, FIELD(struct simple, first, SIZE))
ASK(size_of_array, FIELD(struct simple, text, SIZE))
ASK(size_of_element, FIELD(struct shelf, items[0], SIZE))
ASK(size_gone, FIELD(struct only_here, twice, SIZE))
ASK(exists, FIELD(struct simple, next, EXISTS))
ASK(exists_not, FIELD(struct only_here, gone, EXISTS))
ASK(exists_element, FIELD(struct shelf, items[3], EXISTS))
ASK(exists_as_other_type, FIELD(struct widths, pointer, EXISTS))
ASK(exists_in_unnamed, FIELD(struct wrapped, inner, EXISTS))
ASK(signed_int, FIELD(struct widths, signed_int, SIGNED))
ASK(signed_unsigned, FIELD(struct widths, unsigned_int, SIGNED))
ASK(signed_bits, FIELD(struct flags, signed_bits, SIGNED))

// Bit-fields.
ASK(bits_offset, FIELD(struct flags, middle, OFFSET))
ASK(bits_size, FIELD(struct flags, middle, SIZE))
ASK(bits_lshift, FIELD(struct flags, middle, LSHIFT))
ASK(bits_rshift, FIELD(struct flags, middle, RSHIFT))
ASK(low_lshift, FIELD(struct flags, low, LSHIFT))
ASK(signed_lshift, FIELD(struct flags, signed_bits, LSHIFT))
ASK(wide_offset, FIELD(struct wide_flags, wide, OFFSET))
ASK(wide_size, FIELD(struct wide_flags, wide, SIZE))
ASK(wide_lshift, FIELD(struct wide_flags, wide, LSHIFT))
ASK(wide_rshift, FIELD(struct wide_flags, wide, RSHIFT))
ASK(plain_lshift, FIELD(struct flags, plain, LSHIFT))
ASK(plain_rshift, FIELD(struct flags, plain, RSHIFT))

// Types.
ASK(type_local_id, __builtin_btf_type_id(*(struct item *)0, 0))
ASK(type_target_id, __builtin_btf_type_id(*(struct item *)0, 1))
ASK(type_target_id_gone, __builtin_btf_type_id(*(struct only_here *)0, 1))
ASK(type_exists, __builtin_preserve_type_info(*(struct item *)0, 0))
ASK(type_exists_not, __builtin_preserve_type_info(*(struct only_here *)0, 0))
ASK(type_exists_as_other_kind, __builtin_preserve_type_info(*(union either *)0, 0))
ASK(type_exists_function, __builtin_preserve_type_info(*(callback_t *)0, 0))
ASK(type_size, __builtin_preserve_type_info(*(struct shelf *)0, 1))
ASK(type_size_gone, __builtin_preserve_type_info(*(struct only_here *)0, 1))
#if __clang_major__ >= 15
ASK(type_matches, __builtin_preserve_type_info(*(struct item *)0, 2))
ASK(type_matches_not, __builtin_preserve_type_info(*(struct widths *)0, 2))
ASK(type_matches_function, __builtin_preserve_type_info(*(callback_t *)0, 2))
ASK(type_matches_enum, __builtin_preserve_type_info(*(enum colour *)0, 2))
ASK(type_matches_pointer_only, __builtin_preserve_type_info(*(struct simple *)0, 2))
#endif

// Enumerators.
#define ENUMERATOR(type, name, question) __builtin_preserve_enum_value(*(enum type *)name, question)
ASK(enum_exists, ENUMERATOR(colour, GREEN, 0))
ASK(enum_exists_not, ENUMERATOR(colour, GONE_COLOUR, 0))
ASK(enum_value, ENUMERATOR(colour, GREEN, 1))
ASK(enum_value_gone, ENUMERATOR(colour, GONE_COLOUR, 1))
ASK(enum_value_grown, ENUMERATOR(colour, BLUE, 1))
ASK(enum_minus, ENUMERATOR(minus, MINUS_ONE, 1))
ASK(enum_minus_moved, ENUMERATOR(minus, MINUS_MUCH, 1))
ASK(enum_large, ENUMERATOR(large, LARGE, 1))
ASK(enum_large_becomes_small, ENUMERATOR(large, LARGE_BECOMES_SMALL, 1))
ASK(enum_becomes_large, ENUMERATOR(large, SMALL, 1))

// Several types of one name.
ASK(twins_same, FIELD(struct twins, same, OFFSET))
SEC("?kprobe/core") u64 twins_different(void *ctx)
{
	return FIELD(struct twins, different, OFFSET);
}

// Functions that programs share.
static __attribute__((noinline)) long second_of(struct simple *simple)
{
	return simple->second;
}

__attribute__((noinline)) int gone_of(struct only_here *only)
{
	return only->gone + second_of((void *)only);
}

SEC("kprobe/core") u64 calls_one(struct simple *ctx)
{
	return second_of(ctx);
}

SEC("kprobe/core") u64 calls_both(struct simple *ctx)
{
	return second_of(ctx->next) + gone_of((void *)ctx);
}

char _license[] SEC("license") = "GPL";
