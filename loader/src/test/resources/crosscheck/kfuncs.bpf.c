// SPDX-License-Identifier: MIT
// Functions of the kernel: called and taken the address of, weak ones that some kernels lack, flavours of names.
#include "crosscheck.h"

struct task_struct;
struct cgroup;

extern void bpf_rcu_read_lock(void) KSYM WEAK;
extern void bpf_rcu_read_unlock(void) KSYM WEAK;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) KSYM WEAK;
extern void bpf_task_release(struct task_struct *p) KSYM WEAK;
extern void bpf_task_release___two(struct task_struct *p, int more) KSYM WEAK;
extern int bpf_no_such_function(int x) KSYM WEAK;
extern struct cgroup *bpf_cgroup_from_id(u64 id) KSYM WEAK;

ANSWERS(4);

SEC("tp_btf/sched_switch")
int calls(u64 *ctx)
{
	struct task_struct *task;

	bpf_rcu_read_lock();
	task = bpf_task_acquire((void *)ctx[1]);
	if (task)
		bpf_task_release(task);
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tp_btf/sched_switch")
int guarded(u64 *ctx)
{
	if (bpf_no_such_function)
		answers[0] = bpf_no_such_function(3);
	if (bpf_cgroup_from_id)
		answers[1] = (u64)bpf_cgroup_from_id(1);
	return 0;
}

SEC("tp_btf/sched_switch")
int unguarded(u64 *ctx)
{
	answers[0] = bpf_no_such_function(4);
	return 0;
}

static NOINLINE int in_a_function(u64 *ctx)
{
	struct task_struct *task = bpf_task_acquire((void *)ctx[1]);

	if (task)
		bpf_task_release(task);
	return bpf_no_such_function(5);
}

SEC("tp_btf/sched_switch")
int calls_a_function(u64 *ctx)
{
	return in_a_function(ctx);
}

LICENSE("GPL");
