// SPDX-License-Identifier: MIT
// Addresses of kernel symbols, without a type: strong, weak, weak and missing. kallsyms.txt has them.
#include "crosscheck.h"

extern const void bpf_link_fops KSYM;
extern const void init_task KSYM;
extern const void no_such_symbol KSYM WEAK;
extern const void __per_cpu_start KSYM WEAK;

ANSWERS(8);

SEC("raw_tp/sys_enter")
int addresses(void *ctx)
{
	answers[0] = (u64)&bpf_link_fops;
	answers[1] = (u64)&init_task;
	answers[2] = (u64)&no_such_symbol;
	answers[3] = (u64)&__per_cpu_start;
	return 0;
}

static NOINLINE u64 in_a_function(u64 x)
{
	return (u64)&init_task + OPAQUE(x);
}

SEC("raw_tp/sys_enter")
int calls(void *ctx)
{
	if (&no_such_symbol)
		answers[1] = in_a_function(7);
	answers[0] = in_a_function(bpf_ktime_get_ns());
	return 0;
}

LICENSE("GPL");
