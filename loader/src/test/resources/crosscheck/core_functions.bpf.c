// SPDX-License-Identifier: MIT
// CO-RE in functions that several programs call, in one that nobody calls, in callbacks.
#include "crosscheck.h"

struct task_struct {
	int pid;
	int tgid;
	int never_was;
} KERNEL;

ANSWERS(8);

static NOINLINE int pid_of(struct task_struct *task)
{
	return READ(task->pid);
}

NOINLINE int tgid_of(void *place)
{
	struct task_struct *task = place;

	return READ(task->tgid) + pid_of(task);
}

NOINLINE int nobody_calls(void *place)
{
	struct task_struct *task = place;

	return READ(task->never_was);
}

static int callback(u32 index, void *data)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	answers[index & 7] = READ(task->tgid);
	return 0;
}

SEC("kprobe/a")
int first(void *ctx)
{
	return pid_of((void *)bpf_get_current_task());
}

SEC("kprobe/b")
int second(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	return tgid_of(task) + READ(task->pid);
}

SEC("kprobe/c")
int with_callback(void *ctx)
{
	bpf_loop(4, callback, 0, 0);
	return tgid_of((void *)bpf_get_current_task());
}

LICENSE("GPL");
