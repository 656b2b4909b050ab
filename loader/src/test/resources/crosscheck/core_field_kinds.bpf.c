// SPDX-License-Identifier: MIT
// Which kinds of fields are taken for each other: a field of the right name and the wrong kind is no field.
#include "crosscheck.h"

/* Numbers here, what they are in the kernel behind them. */
struct task_struct___numbers {
	int mm;          /* pointer */
	int comm;        /* array */
	int se;          /* struct */
	int pid;         /* int */
	int start_time;  /* wider int */
} KERNEL;

struct task_struct___pointers {
	void *pid;
	void *comm;
	void *mm;
	int (*real_parent)(void);
} KERNEL;

struct task_struct___arrays {
	u8 comm[4];
	int pid[1];
	struct {
		int x;
	} thread_info;
	u64 ptrace[2];
} KERNEL;

enum pid_type___mine {
	MINE,
};
enum other_enum {
	OTHER,
};

struct pid_link___enums {
	enum pid_type___mine x;
} KERNEL;

struct hrtimer_cpu_base;
struct hrtimer {
	u8 state;
	enum other_enum is_rel;
} KERNEL;

struct fown_struct {
	enum pid_type___mine pid_type;
	int signum;
} KERNEL;

struct fown_struct___other {
	enum other_enum pid_type;
} KERNEL;

struct fown_struct___number {
	u32 pid_type;
} KERNEL;

struct fown_struct___float {
	double signum;
} KERNEL;

ANSWERS(32);

SEC("kprobe/x")
int kinds(void *ctx)
{
	answers[0] = FIELD_EXISTS(FIELD(struct task_struct___numbers, mm));
	answers[1] = FIELD_EXISTS(FIELD(struct task_struct___numbers, comm));
	answers[2] = FIELD_EXISTS(FIELD(struct task_struct___numbers, se));
	answers[3] = FIELD_EXISTS(FIELD(struct task_struct___numbers, pid));
	answers[4] = FIELD_EXISTS(FIELD(struct task_struct___numbers, start_time));
	answers[5] = FIELD_EXISTS(FIELD(struct task_struct___pointers, pid));
	answers[6] = FIELD_EXISTS(FIELD(struct task_struct___pointers, comm));
	answers[7] = FIELD_EXISTS(FIELD(struct task_struct___pointers, mm));
	answers[8] = FIELD_EXISTS(FIELD(struct task_struct___pointers, real_parent));
	answers[9] = FIELD_EXISTS(FIELD(struct task_struct___arrays, comm));
	answers[10] = FIELD_EXISTS(FIELD(struct task_struct___arrays, pid));
	answers[11] = FIELD_EXISTS(FIELD(struct task_struct___arrays, thread_info));
	answers[12] = FIELD_EXISTS(FIELD(struct task_struct___arrays, thread_info.x));
	answers[13] = FIELD_EXISTS(FIELD(struct hrtimer, is_rel));
	answers[14] = FIELD_EXISTS(FIELD(struct fown_struct, pid_type));
	answers[15] = FIELD_EXISTS(FIELD(struct fown_struct___other, pid_type));
	answers[16] = FIELD_EXISTS(FIELD(struct fown_struct___number, pid_type));
	answers[17] = FIELD_EXISTS(FIELD(struct fown_struct___float, signum));
	answers[18] = FIELD_SIGNED(FIELD(struct fown_struct, pid_type));
	answers[19] = FIELD_EXISTS(FIELD(struct pid_link___enums, x));
	return 0;
}

SEC("kprobe/x")
int reads(void *ctx)
{
	void *place = (void *)bpf_get_current_task();
	struct task_struct___arrays *arrays = place;
	struct task_struct___numbers *numbers = place;
	struct fown_struct *owner = place;

	answers[0] = READ(arrays->comm[3]);
	answers[1] = READ(numbers->start_time);
	answers[2] = READ(owner->pid_type);
	return 0;
}

LICENSE("GPL");
