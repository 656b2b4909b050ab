// SPDX-License-Identifier: MIT
// What functions were passed, once they have lost it.

extern volatile int sink;
volatile int sink;

#define APART __attribute__((noinline, noclone, noipa))

// Takes all registers for itself that callees need not keep.
APART void forget(void) {
    __asm__ volatile("" ::: "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory");
}

// One of two constants, by the caller.
APART int constant(long given) {
    sink = 1;
    forget();
    sink = 2;
    return sink;
}

// What callers keep in registers that it has to give back.
APART int kept(long first, long second) {
    sink = 3;
    forget();
    sink = 4;
    return sink;
}

// What its caller was passed itself.
APART int through(long outer) {
    sink = 5;
    forget();
    int r = kept(outer + 1, 11);
    forget();
    sink = 6;
    return r + (int)outer;
}

// Nobody calls it but through a pointer.
APART int pointed(long given) {
    sink = 7;
    forget();
    sink = 8;
    return sink;
}

APART int forth(long n, long m);

// They call each other by jumping: who called first cannot be told.
APART int back(long n, long m) {
    sink = 9;
    forget();
    sink = 10;
    return forth(sink, sink + 1);
}

APART int forth(long n, long m) {
    sink = 11;
    forget();
    sink = 12;
    return sink > 100 ? back(sink, 1) : 1;
}

// Jumps away, but to what does not come back.
APART int away(long n) {
    sink = 13;
    forget();
    sink = 14;
    return constant(3);
}

struct pair {
    long left;
    long right;
};

static inline long sum(struct pair *pair, const long *factor) {
    sink = 15;
    long together = pair->left + pair->right * *factor;
    sink = 16;
    return together;
}

APART long pointers(long a, long b) {
    struct pair pair = {a, b + 1};
    long factor = 3;
    sink = 17;
    long r = sum(&pair, &factor);
    return r;
}

int (*volatile pointer)(long) = pointed;

void _start(void) {
    long seven = sink + 7;
    int r = constant(21);
    r += constant(22);
    r += kept(seven, r);
    r += through(5);
    r += pointer(6);
    r += back(1, 2);
    r += away(4);
    r += pointers(r, seven) + seven + r;
    sink = r;
    for (;;) {}
}
