// SPDX-License-Identifier: MIT
// Symbols in every shape that a compiler makes: hidden, weak, static, aliases, several programs in a section.
#include "probeproof.h"

#define HIDDEN __attribute__((visibility("hidden")))
#define WEAK __attribute__((weak))
#define NOINLINE __attribute__((noinline))

HIDDEN u32 hidden_only SEC(".data.hidden") = 1;
static volatile u32 static_only SEC(".data.static") = 2;
u32 global_too SEC(".data.mixed") = 3;
HIDDEN u32 hidden_too SEC(".data.mixed") = 4;
WEAK u32 weak_only SEC(".data.weak") = 5;
WEAK HIDDEN u64 weak_hidden SEC(".bss.hidden");
u64 nothing_reads_it SEC("notes") = 6;

static long (*const bpf_trace_printk)(const char *format, u32 size, ...) = (void *)6;

WEAK NOINLINE int weak_function(int value)
{
	return value + hidden_only + static_only;
}

HIDDEN NOINLINE int hidden_function(int value)
{
	return weak_function(value) + global_too + hidden_too;
}

SEC("tp/sched/sched_switch")
int first(void *ctx)
{
	return hidden_function(1);
}

SEC("tp/sched/sched_switch")
HIDDEN int hidden_program(void *ctx)
{
	return weak_function(2) + weak_only + weak_hidden;
}

SEC("?tp/sched/sched_switch")
WEAK int weak_program(void *ctx)
{
	bpf_trace_printk("in text\n", 9);
	return 0;
}

extern int another_name(void *ctx) __attribute__((alias("first")));

char _license[3] SEC("license") = { 'B', 'S', 'D' };
