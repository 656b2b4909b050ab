// SPDX-License-Identifier: MIT
// Functions that must be there: kernels before 6.2 do not have them.
#include "crosscheck.h"

extern void bpf_rcu_read_lock(void) KSYM;
extern void bpf_rcu_read_unlock(void) KSYM;

SEC("tp_btf/sched_switch")
int calls(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 0;
}

SEC("kprobe/x")
int does_not(void *ctx)
{
	return 0;
}

LICENSE("GPL");
