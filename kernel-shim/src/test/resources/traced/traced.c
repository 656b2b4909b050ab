// SPDX-License-Identifier: MIT
//
// A program to hang uprobes on. For each byte that it reads from standard input it calls first, second and third
// once, with values that follow from the number of the round, and answers with one byte. It ends with its input.
//
// No C library: the file stays small, and nothing in it depends on the machine that built it.

struct owner {
    unsigned int uid;
    const char *name;
};

struct request {
    unsigned char kind;
    unsigned short port;
    int delta;
    unsigned long size;
    const struct owner *owner;
    char path[16];
};

#define PROBED __attribute__((noipa, used))

// Plain numbers in registers; b is negative, so its sign must survive.
PROBED long first(unsigned long a, int b) {
    return a + b;
}

// Numbers of several widths behind one pointer, and text behind two.
PROBED long second(int round, const struct request *request) {
    return request->size + request->delta + round;
}

// Text, and a pointer that leads nowhere: reading through it must fail.
PROBED long third(const char *text, const struct request *nowhere) {
    return text[0] + (nowhere == 0);
}

static long system_call(long number, long a, long b, long c) {
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c)
                     : "rcx", "r11", "memory");
    return result;
}

enum { READ = 0, WRITE = 1, EXIT = 60 };

static const struct owner root = {0x80000001u, "root"};

__attribute__((noreturn, used)) void run(void) {
    struct request request = {7, 0xfedc, -3, 0, &root, "/etc/passwd"};
    char go;
    for (int round = 1; system_call(READ, 0, (long)&go, 1) == 1; round++) {
        request.size = 0x1122334400000000ul + round;
        first(0xffff000000000000ul + round, -round);
        second(round, &request);
        third("some text", (const struct request *)8);
        system_call(WRITE, 1, (long)&go, 1);
    }
    system_call(EXIT, 0, 0, 0);
    __builtin_unreachable();
}

__asm__(".globl _start\n_start:\n\tandq $-16, %rsp\n\tcall run\n");
