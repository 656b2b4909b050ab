// SPDX-License-Identifier: MIT
// Loads and stores whose width here is not the kernel's: adjusted, or poisoned where the sign says no.
#include "crosscheck.h"

struct task_struct___narrow {
	unsigned short flags;
	unsigned char start_time;
	unsigned int jobctl;
} KERNEL;

struct task_struct___wide {
	u64 flags;
	u64 on_cpu;
	u64 pid;
} KERNEL;

struct task_struct___signed {
	s64 pid;
	short tgid;
	s64 flags;
} KERNEL;

struct task_struct___pointers {
	u64 mm;
	struct mm_struct *start_time;
	struct mm_struct *real_parent;
} KERNEL;

struct inode {
	unsigned long i_ino;
	u64 i_mode;
	u8 i_nlink;
} KERNEL;

struct task_struct___array {
	char comm[2];
	u64 rcu;
} KERNEL;

ANSWERS(16);

SEC("tp_btf/sched_switch")
int narrow(u64 *ctx)
{
	struct task_struct___narrow *task = (void *)ctx[1];

	answers[0] = task->flags;
	answers[1] = task->start_time;
	answers[2] = task->jobctl;
	return 0;
}

SEC("tp_btf/sched_switch")
int wide(u64 *ctx)
{
	struct task_struct___wide *task = (void *)ctx[1];

	answers[0] = task->flags;
	answers[1] = task->on_cpu;
	return 0;
}

SEC("tp_btf/sched_switch")
int wide_where_the_kernel_is_signed(u64 *ctx)
{
	struct task_struct___wide *task = (void *)ctx[1];

	answers[0] = task->pid;
	return 0;
}

SEC("tp_btf/sched_switch")
int signed_here(u64 *ctx)
{
	struct task_struct___signed *task = (void *)ctx[1];

	answers[0] = task->pid;
	answers[1] = task->tgid;
	answers[2] = task->flags;
	return 0;
}

SEC("tp_btf/sched_switch")
int pointers_and_numbers(u64 *ctx)
{
	struct task_struct___pointers *task = (void *)ctx[1];

	answers[0] = task->mm;
	answers[1] = (u64)task->start_time;
	answers[2] = (u64)task->real_parent;
	return 0;
}

SEC("fentry/vfs_getattr")
int inodes(u64 *ctx)
{
	struct inode *inode = (void *)ctx[0];

	answers[0] = inode->i_ino;
	answers[1] = inode->i_mode;
	return 0;
}

SEC("fentry/vfs_getattr")
int stores(u64 *ctx)
{
	struct task_struct___narrow *task = (void *)ctx[0];
	struct task_struct___wide *wide = (void *)ctx[0];

	task->flags = 3;
	task->jobctl = ctx[1];
	wide->flags = ctx[2];
	return 0;
}

SEC("fentry/vfs_getattr")
int other_kinds(u64 *ctx)
{
	struct task_struct___array *task = (void *)ctx[0];

	answers[0] = task->comm[1];
	answers[1] = task->rcu;
	return 0;
}

LICENSE("GPL");
