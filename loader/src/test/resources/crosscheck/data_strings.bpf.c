// SPDX-License-Identifier: MIT
// Text: in .rodata, and in sections that the compiler makes for literals (.rodata.str1.1, .rodata.cst16 and the like).
#include "crosscheck.h"

static const char format[] = "pid %d\n";

SEC("kprobe/x")
int literals(void *ctx)
{
	bpf_trace_printk("a literal %d %s\n", 17, 1, "another literal");
	bpf_trace_printk(format, sizeof(format), 3);
	return 0;
}

SEC("kprobe/x")
int tables(void *ctx)
{
	static const u64 primes[] = { 2, 3, 5, 7, 11, 13, 17, 19 };
	u32 number = bpf_get_smp_processor_id();

	return primes[number & 7] + "text in a table"[number & 15];
}

LICENSE("Dual BSD/GPL");
