// SPDX-License-Identifier: MIT
// A function that no kernel has: refused.
#include "crosscheck.h"

extern void bpf_no_such_function(void) KSYM;

SEC("tp_btf/sched_switch")
int calls(void *ctx)
{
	bpf_no_such_function();
	return 0;
}

LICENSE("GPL");
