// SPDX-License-Identifier: MIT
/* A field that was renamed in Linux 5.14: one program reads the new name, the other asks first. */
#include "fit.h"

struct KERNEL_TYPE task_struct {
	unsigned int __state;
};

struct KERNEL_TYPE task_struct___before {
	long state;
};

SEC("kprobe/do_nanosleep") int reads_state(void *ctx)
{
	struct task_struct *task = bpf_get_current_task();
	unsigned int state = 0;

	bpf_probe_read_kernel(&state, sizeof(state), AT(task->__state));
	return state == 1;
}

SEC("?kprobe/do_nanosleep") int asks_for_state(void *ctx)
{
	struct task_struct *task = bpf_get_current_task();
	struct task_struct___before *before = (void *)task;
	long state = 0;

	if (FIELD_EXISTS(task->__state))
		bpf_probe_read_kernel(&state, sizeof(task->__state), AT(task->__state));
	else
		bpf_probe_read_kernel(&state, sizeof(before->state), AT(before->state));
	return state == 1;
}
