// SPDX-License-Identifier: MIT
// Variables of the kernel, by their types: per-CPU ones, weak ones that are missing. 5.10 has none in its types.
#include "crosscheck.h"

struct rq {
	unsigned int nr_running;
	int cpu;
};

struct no_such_type {
	int x;
};

extern const struct rq runqueues KSYM WEAK;
extern const int bpf_prog_active KSYM WEAK;
extern const struct no_such_type no_such_variable KSYM WEAK;

ANSWERS(8);

SEC("raw_tp/sys_enter")
int variables(void *ctx)
{
	const struct rq *rq = bpf_this_cpu_ptr(&runqueues);
	const int *active = bpf_this_cpu_ptr(&bpf_prog_active);

	answers[0] = rq->cpu;
	answers[1] = *active;
	answers[2] = (u64)&no_such_variable;
	if (&no_such_variable)
		answers[3] = no_such_variable.x;
	return 0;
}

LICENSE("GPL");
