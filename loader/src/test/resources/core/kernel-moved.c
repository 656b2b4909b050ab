// SPDX-License-Identifier: MIT
// A kernel that has nearly everything of core.bpf.c, elsewhere.
typedef unsigned char u8;
typedef unsigned int u32;
typedef int s32;
typedef unsigned long long u64;

struct simple {
	int first;
	char before_text;
	char text[8];
	union {
		struct simple *next;
		long other;
	};
	long second;
};

struct wrapped {
	long added;
	struct {
		int outside;
		union {
			struct {
				int padding;
				struct {
					short inner;
				};
			};
			short pair[2];
			int either;
		};
	};
};

struct item {
	long added;
	int key;
	int value;
};

struct shelf {
	struct item items[4];
	int count;
	int grid[2][3];
	struct item spare[];
};

struct flags {
	u64 added : 7;
	u32 middle : 14;
	s32 signed_bits : 2;
	u8 low;
	u32 plain : 6;
};

struct wide_flags {
	u32 added[3];
	u64 before : 20;
	u64 wide : 40;
};

struct widths {
	unsigned long unsigned_int;
	long signed_int;
	u8 unsigned_short;
	int pointer;
	double real;
	char letters[64];
	enum colour *colour_pointer;
};

struct flavoured {
	int added;
	int renamed_since;
};

struct twins {
	int different;
	int same;
};

struct twins___second {
	int before;
	int same;
	long different;
};

struct either {
	int number;
};

enum colour { GREEN = 9, RED = -2, BLUE = 0x1ffffffffLL };
enum minus { MINUS_ONE = -1, MINUS_MUCH = -9 };
enum large { LARGE = 0x80000007, LARGE_BECOMES_SMALL = 4, SMALL = 0xffffffff };

typedef struct item item_t;
typedef int (*callback_t)(struct simple *, item_t *, u64);
typedef struct {
	char added;
	int in_typedef;
} anonymous_t;

struct simple *simple;
struct wrapped *wrapped;
struct shelf *shelf;
struct flags *flags;
struct wide_flags *wide_flags;
struct widths *widths;
struct flavoured *flavoured;
struct twins *twins;
struct twins___second *twins_second;
struct either *either;
enum colour *colour;
enum minus *minus;
enum large *large;
callback_t callback;
anonymous_t *anonymous;
