// SPDX-License-Identifier: MIT
// A function of the kernel that takes something else: refused.
#include "crosscheck.h"

extern int bpf_task_release(int a, int b, int c) KSYM;

SEC("tp_btf/sched_switch")
int calls(void *ctx)
{
	return bpf_task_release(1, 2, 3);
}

LICENSE("GPL");
