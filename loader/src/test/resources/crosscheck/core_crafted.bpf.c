// SPDX-License-Identifier: MIT
// What real kernels do not differ in: widths and signs of fields, bit-fields that grow, move and lie across their units,
// two types of one name, enumerators of every width. For the kernels of crafted_a.target.c and crafted_b.target.c.
#include "crosscheck.h"

enum colour {
	RED = 9,
	GREEN = 8,
};

struct sizes {
	u8 was_1;
	u16 was_2;
	u32 was_4;
	u64 was_8;
	s8 signed_was_1;
	int signed_here_only;
	u32 signed_there_only;
	void *pointer;
	void *number_now;
	bool flag;
	char text[16];
	enum colour colour;
} KERNEL;

struct bits {
	u32 grown : 4;
	u32 moved : 5;
	u32 became_signed : 4;
	u32 became_plain : 6;
	u32 wide_a : 20;
	u32 wide_b : 20;
	u32 small;
} KERNEL;

struct crossing {
	u8 first : 5;
	u32 second : 30;
	u64 third : 60;
	u64 fourth;
	u16 fifth : 9;
} KERNEL;

struct nested {
	u32 deep;
	u64 other;
	u32 list[4];
	struct inner {
		u16 x, y;
	} inners[8];
	u32 tail[4];
} KERNEL;

struct twin {
	u32 same;
	u32 differs;
	u32 only_first;
} KERNEL;

struct pair {
	u32 field;
} KERNEL;

enum small {
	SMALL_NEGATIVE = 1,
	SMALL_POSITIVE = 2,
};
enum large {
	LARGE_TOP = 1,
	LARGE_LOW = 2,
};
enum wide {
	WIDE_TOP = 1,
	WIDE_NEGATIVE_LOOKING = 2,
};
enum wide_negative {
	WIDE_MINUS = 1,
};
enum twins {
	TWIN_VALUE = 7,
	TWIN_SAME = 8,
};

typedef struct {
	u32 value;
} KERNEL box_t;
typedef box_t outer_box_t;
typedef int (*callback_t)(struct sizes *, u64);

ANSWERS(16);

#define LOAD(name, field)                                  \
	SEC("raw_tp/load")                                 \
	int load_##name(u64 *ctx)                          \
	{                                                  \
		struct sizes *sizes = (void *)ctx[0];      \
		answers[0] = (u64)sizes->field;            \
		return 0;                                  \
	}
LOAD(1, was_1)
LOAD(2, was_2)
LOAD(4, was_4)
LOAD(8, was_8)
LOAD(signed, signed_was_1)
LOAD(signed_here, signed_here_only)
LOAD(signed_there, signed_there_only)
LOAD(pointer, pointer)
LOAD(number_now, number_now)
LOAD(flag, flag)
LOAD(text, text[9])
LOAD(colour, colour)

SEC("raw_tp/store")
int stores(u64 *ctx)
{
	struct sizes *sizes = (void *)ctx[0];

	sizes->was_1 = 1;
	sizes->was_2 = ctx[1];
	sizes->was_4 = ctx[2];
	sizes->was_8 = 4;
	return 0;
}

SEC("kprobe/bits")
int reads_bits(void *ctx)
{
	struct bits *bits = (void *)bpf_get_current_task();

	answers[0] = READ_BITS(bits, grown);
	answers[1] = READ_BITS(bits, moved);
	answers[2] = READ_BITS(bits, became_signed);
	answers[3] = READ_BITS(bits, became_plain);
	answers[4] = READ_BITS(bits, wide_a);
	answers[5] = READ_BITS(bits, wide_b);
	answers[6] = READ_BITS(bits, small);
	return 0;
}

#define CROSS(field)                                                        \
	SEC("kprobe/cross")                                                 \
	int crosses_##field(void *ctx)                                      \
	{                                                                   \
		struct crossing *crossing = (void *)bpf_get_current_task(); \
		answers[0] = READ_BITS(crossing, field);                    \
		return 0;                                                   \
	}
CROSS(first)
CROSS(second)
CROSS(third)
CROSS(fourth)
CROSS(fifth)

SEC("kprobe/nested")
int reads_nested(void *ctx)
{
	struct nested *nested = (void *)bpf_get_current_task();

	answers[0] = READ(nested->deep);
	answers[1] = READ(nested->other);
	answers[2] = READ(nested->list[1]);
	answers[3] = READ(nested->list[3]);
	answers[4] = READ(nested->inners[2].y);
	answers[5] = FIELD_EXISTS(nested->inners[3].y);
	answers[6] = READ(nested->tail[1]);
	answers[7] = FIELD_EXISTS(nested->tail[3]);
	answers[8] = FIELD_SIZE(nested->list);
	answers[9] = READ_INDEXED(nested[2].deep);
	return 0;
}

#define ASK(name, question)          \
	SEC("kprobe/ask")            \
	int name(void *ctx)          \
	{                            \
		answers[0] = question; \
		return 0;            \
	}
ASK(twin_same, FIELD_OFFSET(FIELD(struct twin, same)))
ASK(twin_differs, FIELD_SIZE(FIELD(struct twin, differs)))
ASK(twin_offset, FIELD_OFFSET(FIELD(struct twin, differs)))
ASK(twin_only_first, FIELD_OFFSET(FIELD(struct twin, only_first)))
ASK(twin_exists, FIELD_EXISTS(FIELD(struct twin, only_first)))
ASK(twin_type_size, TYPE_SIZE(struct twin))
ASK(twin_type_exists, TYPE_EXISTS(struct twin))
ASK(pair_offset, FIELD_OFFSET(FIELD(struct pair, field)))
ASK(pair_shift, FIELD_LSHIFT(FIELD(struct pair, field)))
ASK(pair_load, READ(((struct pair *)ctx)->field))
ASK(twin_enum_value, ENUM_VALUE(enum twins, TWIN_VALUE))
ASK(twin_enum_same, ENUM_VALUE(enum twins, TWIN_SAME))
ASK(small_negative, ENUM_VALUE(enum small, SMALL_NEGATIVE))
ASK(small_positive, ENUM_VALUE(enum small, SMALL_POSITIVE))
ASK(large_top, ENUM_VALUE(enum large, LARGE_TOP))
ASK(large_low, ENUM_VALUE(enum large, LARGE_LOW))
ASK(wide_top, ENUM_VALUE(enum wide, WIDE_TOP))
ASK(wide_negative_looking, ENUM_VALUE(enum wide, WIDE_NEGATIVE_LOOKING))
ASK(wide_minus, ENUM_VALUE(enum wide_negative, WIDE_MINUS))
ASK(box_size, TYPE_SIZE(outer_box_t))
ASK(box_value, FIELD_OFFSET(FIELD(outer_box_t, value)))
ASK(callback_exists, TYPE_EXISTS(callback_t))
ASK(sizes_size, TYPE_SIZE(struct sizes))
ASK(sizes_signed, FIELD_SIGNED(FIELD(struct sizes, signed_there_only)))
ASK(colour_signed, FIELD_SIGNED(FIELD(struct sizes, colour)))

LICENSE("GPL");
