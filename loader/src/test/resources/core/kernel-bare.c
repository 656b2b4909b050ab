// SPDX-License-Identifier: MIT
// A kernel that lacks much of core.bpf.c, and has some of it as something else.
typedef unsigned long long u64;

struct simple {
	long first;
	struct simple *__next;
	char *text;
};

struct wrapped {
	short pair[1];
	struct {
		int inside;
	} inner;
};

struct item {
	u64 value;
};

struct shelf {
	struct item items[2];
	int grid[1][3];
};

struct flags {
	u64 middle;
	int signed_bits : 31;
};

struct wide_flags {
	int wide;
};

struct widths {
	int unsigned_int;
	short unsigned_short;
	void *pointer;
	int real;
};

struct flavoured {
	int renamed;
};

enum colour { RED, GREEN = 0xfffffff5 };
enum minus { MINUS_ONE = 1, OTHER };

typedef int (*callback_t)(struct simple *);
struct callback {
	callback_t call;
};

struct wrapped *wrapped;
struct shelf *shelf;
struct flags *flags;
struct wide_flags *wide_flags;
struct widths *widths;
struct flavoured *flavoured;
enum colour *colour;
enum minus *minus;
struct callback *callback;
