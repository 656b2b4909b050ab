// SPDX-License-Identifier: MIT
// Flavours of a kernel function's name: the first whose prototype fits is used, the others are weak and missing.
#include "crosscheck.h"

struct task_struct;

extern void bpf_task_release(struct task_struct *p) KSYM WEAK;
extern void bpf_task_release___one(struct task_struct *p) KSYM WEAK;
extern void bpf_task_release___other(struct task_struct *p, int more) KSYM WEAK;

SEC("tp_btf/sched_switch")
int calls(u64 *ctx)
{
	void *task = (void *)ctx[1];

	if (bpf_task_release___one)
		bpf_task_release___one(task);
	else if (bpf_task_release___other)
		bpf_task_release___other(task, 1);
	else if (bpf_task_release)
		bpf_task_release(task);
	return 0;
}

LICENSE("GPL");
