// SPDX-License-Identifier: MIT
// Roots that are known by the name of a typedef only, and chains of typedefs.
#include "crosscheck.h"

typedef struct {
	int counter;
} KERNEL atomic_t;

typedef struct {
	unsigned int val;
} KERNEL kuid_t;

typedef struct {
	s64 counter;
} KERNEL atomic64_t;
typedef atomic64_t atomic_long_t;

typedef struct spinlock {
	union {
		struct {
			u32 raw;
		} KERNEL rlock;
	} KERNEL;
} KERNEL spinlock_t;

/* A chain of two names that the kernel has too. */
typedef int __kernel_pid_t;
typedef __kernel_pid_t pid_t;

struct cred {
	atomic_t usage;
	kuid_t uid;
} KERNEL;

struct task_struct {
	pid_t pid;
	const struct cred *cred;
} KERNEL;

typedef struct {
	int nothing;
} KERNEL no_such_t;

ANSWERS(16);

SEC("kprobe/x")
int typedef_roots(void *ctx)
{
	void *place = (void *)bpf_get_current_task();
	atomic_t *atomic = place;
	kuid_t *uid = place;
	atomic_long_t *wide = place;

	answers[0] = READ(atomic->counter);
	answers[1] = READ(uid->val);
	answers[2] = READ(wide->counter);
	answers[3] = FIELD_EXISTS(FIELD(no_such_t, nothing));
	answers[4] = FIELD_EXISTS(FIELD(spinlock_t, rlock));
	answers[5] = FIELD_SIZE(FIELD(spinlock_t, rlock));
	return 0;
}

SEC("kprobe/x")
int through_typedefs(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	answers[0] = READ(READ(task->cred)->uid.val);
	answers[1] = FIELD_OFFSET(FIELD(struct cred, uid.val));
	answers[2] = READ(task->pid);
	answers[3] = TYPE_SIZE(atomic_long_t);
	answers[4] = TYPE_EXISTS(pid_t);
	return 0;
}

SEC("kprobe/x")
int a_type_that_is_not_there(void *ctx)
{
	no_such_t *nothing = (void *)bpf_get_current_task();

	answers[0] = READ(nothing->nothing);
	return 0;
}

LICENSE("GPL");
