// SPDX-License-Identifier: MIT
// The types of a kernel that never was: what core_crafted.bpf.c asks about, laid out otherwise than there.
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef long long s64;

struct sizes {
	u64 was_1;
	u32 was_2;
	u16 was_4;
	u8 was_8;
	s64 signed_was_1;
	u32 signed_here_only;
	int signed_there_only;
	void *pointer;
	u64 number_now;
	_Bool flag;
	char text[24];
	enum colour { RED, GREEN = 300 } colour;
};

struct bits {
	u32 padding : 3;
	u32 grown : 11;
	u32 moved : 5;
	int became_signed : 4;
	u32 : 0;
	u32 became_plain;
	u64 wide_a : 30;
	u64 wide_b : 34;
	u8 small : 7;
};

/* Fields that lie across the units of their types. */
struct __attribute__((packed)) crossing {
	u8 first : 5;
	u32 second : 30;
	u64 third : 60;
	u64 fourth : 64;
	u16 fifth : 9;
};

struct nested {
	struct {
		union {
			struct {
				u32 filler;
				u32 deep;
			};
			u64 other;
		};
		u32 list[6];
	};
	struct inner {
		u16 x, y;
	} inners[3];
	u32 tail[];
};

/* Two that answer to one name. */
struct twin___first {
	u32 same;
	u32 differs;
	u32 only_first;
};
struct twin___second {
	u32 same;
	u64 differs;
};

/* Two that differ in one thing only: here it is a bit-field. */
struct pair___first {
	u32 field;
};
struct pair___second {
	u32 field : 32;
};

enum small {
	SMALL_NEGATIVE = -7,
	SMALL_POSITIVE = 7,
};
enum large {
	LARGE_TOP = 0xfffffff0u,
	LARGE_LOW = 3,
};
enum wide {
	WIDE_TOP = 1ULL << 63,
	WIDE_NEGATIVE_LOOKING = 0xffffffffULL,
};
enum wide_negative {
	WIDE_MINUS = -(1LL << 33),
};
enum twins___first {
	TWIN_VALUE = 1,
	TWIN_SAME = 5,
};
enum twins___second {
	TWIN_VALUE___x = 2,
	TWIN_SAME___x = 5,
};

typedef struct {
	u32 value;
} box_t;
typedef box_t outer_box_t;
typedef int (*callback_t)(struct sizes *, u64);

#define KEEP(type, name) type name
KEEP(struct sizes, keep_sizes);
KEEP(struct bits, keep_bits);
KEEP(struct crossing, keep_crossing);
KEEP(struct twin___first, keep_twin_first);
KEEP(struct twin___second, keep_twin_second);
KEEP(struct pair___first, keep_pair_first);
KEEP(struct pair___second, keep_pair_second);
KEEP(enum small, keep_small);
KEEP(enum large, keep_large);
KEEP(enum wide, keep_wide);
KEEP(enum wide_negative, keep_wide_negative);
KEEP(enum twins___first, keep_twins_first);
KEEP(enum twins___second, keep_twins_second);
KEEP(outer_box_t, keep_box);
KEEP(callback_t, keep_callback);
struct nested *keep_nested;
