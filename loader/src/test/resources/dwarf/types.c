// SPDX-License-Identifier: MIT
typedef unsigned int u32;
typedef unsigned long long u64;
enum tone { LOW = -1, MIDDLE, HIGH = 200 };
enum bits { NONE, TOP = 0x80000000u };
enum wide { SMALL, HUGE = 0x123456789abcull };
struct node;
struct pair { const char *name; volatile int value; };
union either { u64 number; struct pair pair; unsigned char bytes[24]; };
struct flags {
    unsigned ready : 1; unsigned mode : 3; int level : 7; unsigned : 0;
    u64 large : 33; u64 rest : 31; enum tone tone : 4; unsigned char tiny : 2; _Bool yes : 1;
};
struct __attribute__((packed)) tight { char tag; int a : 5; long b : 40; short c; int d : 20; };
struct holder {
    enum tone tone; enum bits bits; enum wide wide;
    struct { int x; union { short y; char z; }; };
    struct node *next; void (*call)(struct holder *, int, ...); int matrix[3][5]; struct pair *const pairs[2];
    struct flags flags; struct tight tight; union either either; float real; double exact;
    u32 zero[0]; struct { u64 deep : 12; u64 deeper : 50; } inner; void *restrict any; unsigned char tail[];
};
struct holder *the_holder;
int touch(struct holder *holder, unsigned long count, char letter) { return holder->matrix[1][2] + (int) count + letter; }
