/* SPDX-License-Identifier: MIT */
struct bits {
	unsigned low : 3;
	signed high : 5;
};

struct pair {
	int x;
	int y;
	struct bits bits;
};

int external(int value, const char *name);
int entry(int argument);

static inline __attribute__((always_inline)) int clamp(int value, int most)
{
	return value > most ? most : value;
}
