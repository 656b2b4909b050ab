// SPDX-License-Identifier: MIT
// Flavours: several layouts of one kernel type in one object, nested ones, odd numbers of underscores.
#include "crosscheck.h"

struct task_struct___one {
	int pid;
} KERNEL;

struct task_struct___two {
	struct nsproxy *nsproxy;
	int tgid;
} KERNEL;

struct uts_namespace___x {
	struct {
		char nodename[65];
	} name;
} KERNEL;

struct nsproxy {
	struct uts_namespace___x *uts_ns;
} KERNEL;

struct task_struct___with___two {
	int pid;
} KERNEL;

struct task_struct____four {
	int pid;
} KERNEL;

struct ___task_struct {
	int pid;
} KERNEL;

struct task_struct___ {
	int pid;
} KERNEL;

struct task_struct__two_only {
	int pid;
} KERNEL;

struct file___flavoured_field {
	struct path___mine {
		struct vfsmount *mnt;
	} f_path;
} KERNEL;

ANSWERS(16);

SEC("kprobe/x")
int flavoured(void *ctx)
{
	void *task = (void *)bpf_get_current_task();
	struct task_struct___one *one = task;
	struct task_struct___two *two = task;
	struct file___flavoured_field *file = task;

	answers[0] = READ(one->pid);
	answers[1] = READ(two->tgid);
	answers[2] = READ(READ(READ(two->nsproxy)->uts_ns)->name.nodename[5]);
	answers[3] = (u64)READ(file->f_path.mnt);
	return 0;
}

SEC("kprobe/x")
int names(void *ctx)
{
	answers[0] = FIELD_EXISTS(FIELD(struct task_struct___with___two, pid));
	answers[1] = FIELD_EXISTS(FIELD(struct task_struct____four, pid));
	answers[2] = FIELD_EXISTS(FIELD(struct ___task_struct, pid));
	answers[3] = FIELD_EXISTS(FIELD(struct task_struct___, pid));
	answers[4] = FIELD_EXISTS(FIELD(struct task_struct__two_only, pid));
	answers[5] = FIELD_OFFSET(FIELD(struct task_struct___one, pid));
	return 0;
}

LICENSE("GPL");
