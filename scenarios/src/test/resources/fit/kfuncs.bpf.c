// SPDX-License-Identifier: MIT
/* Kernel functions: weak and asked for, weak and taken for granted, strong. */
#include "fit.h"

struct KERNEL_TYPE task_struct {
	s32 pid;
};

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym __weak;
extern void bpf_task_release(struct task_struct *task) __ksym __weak;
extern void bpf_no_such_function(void) __ksym __weak;
extern void bpf_nor_this_one(void) __ksym;

SEC("tp_btf/sched_switch") int asks(u64 *ctx)
{
	struct task_struct *task;

	if (!bpf_task_from_pid || !bpf_task_release)
		return 0;
	task = bpf_task_from_pid(1);
	if (task)
		bpf_task_release(task);
	return 0;
}

SEC("tp_btf/sched_switch") int takes_for_granted(u64 *ctx)
{
	bpf_no_such_function();
	return 0;
}

SEC("?tp_btf/sched_switch") int insists(u64 *ctx)
{
	bpf_nor_this_one();
	return 0;
}
