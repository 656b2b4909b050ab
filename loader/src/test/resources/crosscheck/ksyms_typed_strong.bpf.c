// SPDX-License-Identifier: MIT
// A variable that some kernels have in their types, and that must be there.
#include "crosscheck.h"

extern const int bpf_prog_active KSYM;

ANSWERS(1);

SEC("raw_tp/sys_enter")
int variable(void *ctx)
{
	answers[0] = *(int *)bpf_this_cpu_ptr(&bpf_prog_active);
	return 0;
}

LICENSE("GPL");
