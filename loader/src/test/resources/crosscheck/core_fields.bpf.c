// SPDX-License-Identifier: MIT
// Fields: offsets in calls of helpers, in loads and in constants; sizes, existence and signs; chains of pointers.
#include "crosscheck.h"

typedef int pid_t;

struct mm_struct {
	unsigned long start_code;
} KERNEL;

struct task_struct {
	unsigned int flags;
	pid_t pid;
	pid_t tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct mm_struct *mm;
	char comm[16];
	u64 start_time;
} KERNEL;

struct qstr {
	const unsigned char *name;
} KERNEL;

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
} KERNEL;

struct path {
	struct dentry *dentry;
} KERNEL;

struct file {
	struct path f_path;
	long long f_pos;
	unsigned int f_mode;
} KERNEL;

ANSWERS(16);

SEC("kprobe/vfs_read")
int on_read(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	answers[0] = READ(task->pid);
	answers[1] = READ(READ(task->real_parent)->tgid);
	answers[2] = READ(READ(READ(task->group_leader)->real_parent)->pid);
	answers[3] = READ(READ(task->mm)->start_code);
	return 0;
}

SEC("fentry/vfs_read")
int reads_directly(u64 *ctx)
{
	struct file *file = (void *)ctx[0];
	struct task_struct *task = bpf_get_current_task_btf();

	answers[0] = file->f_pos;
	answers[1] = file->f_mode;
	answers[2] = (u64)file->f_path.dentry->d_parent;
	answers[3] = (u64)file->f_path.dentry->d_name.name;
	answers[4] = task->comm[3];
	return 0;
}

SEC("raw_tp/sched_switch")
int asks_for_constants(void *ctx)
{
	struct task_struct *task = 0;

	answers[0] = FIELD_OFFSET(task->comm);
	answers[1] = FIELD_SIZE(task->comm);
	answers[2] = FIELD_EXISTS(task->comm);
	answers[3] = FIELD_SIGNED(task->pid);
	answers[4] = FIELD_SIGNED(task->flags);
	answers[5] = FIELD_SIZE(task->mm);
	answers[6] = FIELD_OFFSET(task->start_time);
	answers[7] = FIELD_RSHIFT(task->pid);
	answers[8] = FIELD_LSHIFT(task->pid);
	answers[9] = FIELD_RSHIFT(task->start_time);
	answers[10] = FIELD_LSHIFT(task->start_time);
	return 0;
}

SEC("kprobe/do_exit")
int reads_text(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	char text[16];

	bpf_probe_read_kernel_str(text, sizeof(text), __builtin_preserve_access_index(&task->comm));
	answers[0] = text[0];
	return text[1];
}

LICENSE("GPL");
