// SPDX-License-Identifier: MIT
// Fields that some kernels lack, behind a question and without one. Poison where nothing matches.
#include "crosscheck.h"

struct task_struct___before {
	volatile long state;
	u64 real_start_time;
} KERNEL;

struct task_struct {
	unsigned int __state;
	u64 start_boottime;
	int never_was;
	struct {
		int deep;
	} also_not;
	unsigned int cpu;
} KERNEL;

struct inode {
	u64 i_ino;
	struct {
		long tv_sec;
	} i_atime;
	long i_atime_sec;
} KERNEL;

ANSWERS(8);

SEC("kprobe/schedule")
int guarded(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct task_struct___before *before = (void *)task;

	if (FIELD_EXISTS(task->__state))
		answers[0] = READ(task->__state);
	else
		answers[0] = READ(before->state);
	if (FIELD_EXISTS(before->real_start_time))
		answers[1] = READ(before->real_start_time);
	else if (FIELD_EXISTS(task->start_boottime))
		answers[1] = READ(task->start_boottime);
	return 0;
}

SEC("kprobe/schedule")
int unguarded(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	answers[0] = READ(task->never_was);
	answers[1] = READ(task->also_not.deep);
	return 0;
}

SEC("tp_btf/sched_switch")
int loads_what_is_not_there(u64 *ctx)
{
	struct task_struct *task = (void *)ctx[1];

	answers[0] = task->never_was;
	answers[1] = task->cpu;
	task->never_was = 5;
	return 0;
}

SEC("kprobe/vfs_getattr")
int all_questions_without_an_answer(void *ctx)
{
	struct task_struct *task = 0;
	struct inode *inode = (void *)bpf_get_current_task();

	answers[0] = FIELD_OFFSET(task->never_was);
	answers[1] = FIELD_SIZE(task->never_was);
	answers[2] = FIELD_EXISTS(task->never_was);
	answers[3] = FIELD_SIGNED(task->never_was);
	answers[4] = FIELD_LSHIFT(task->never_was);
	answers[5] = FIELD_RSHIFT(task->never_was);
	if (FIELD_EXISTS(inode->i_atime_sec))
		answers[6] = READ(inode->i_atime_sec);
	if (FIELD_EXISTS(inode->i_atime.tv_sec))
		answers[6] = READ(inode->i_atime.tv_sec);
	answers[7] = READ(inode->i_ino);
	return 0;
}

LICENSE("GPL");
