// SPDX-License-Identifier: MIT
// What only a kernel can supply, beside programs that need nothing from it.
#include "probeproof.h"

#define EXTERN_SECTION(name) __attribute__((section(name)))

struct task_struct {
	int pid;
	int tgid;
} __attribute__((preserve_access_index));

extern int LINUX_KERNEL_VERSION EXTERN_SECTION(".kconfig");
extern char CONFIG_MODE EXTERN_SECTION(".kconfig") __attribute__((weak));
extern u64 CONFIG_HZ EXTERN_SECTION(".kconfig");
extern const void jiffies EXTERN_SECTION(".ksyms") __attribute__((weak));
extern void bpf_rcu_read_lock(void) EXTERN_SECTION(".ksyms");
extern int takes_unnamed(struct task_struct *, int) EXTERN_SECTION(".ksyms") __attribute__((weak));

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} results SEC(".maps");

static __attribute__((noinline)) int reads_field(struct task_struct *task)
{
	int pid = 0;

	bpf_probe_read_kernel(&pid, sizeof(pid), &task->tgid);
	return pid;
}

PROBE("vfs_read(file, count)")
PROBE(" vfs_write(file, count) ")
PROBE("second_to_last")
PROBE("last")
SEC("kprobe/plain")
int needs_nothing(void *ctx)
{
	u32 key = 0;

	return bpf_map_lookup_elem(&results, &key) != 0;
}

SEC("kprobe/plain")
int needs_configuration(void *ctx)
{
	return LINUX_KERNEL_VERSION + (CONFIG_MODE == 'y') + CONFIG_HZ;
}

SEC("kprobe/plain")
int needs_symbol(void *ctx)
{
	return &jiffies != 0;
}

SEC("kprobe/plain")
int needs_function(void *ctx)
{
	bpf_rcu_read_lock();
	return takes_unnamed(ctx, 1);
}

SEC("kprobe/plain")
int needs_types(struct task_struct *ctx)
{
	return reads_field(ctx);
}

/* Everything below can be run on a real kernel and answers in its return value. */

enum libbpf_tristate {
	TRI_NO = 0,
	TRI_YES = 1,
	TRI_MODULE = 2,
};

#define KCONFIG EXTERN_SECTION(".kconfig")
#define KSYM EXTERN_SECTION(".ksyms")
#define WEAK __attribute__((weak))

extern _Bool CONFIG_BPF_SYSCALL KCONFIG;
extern enum libbpf_tristate CONFIG_IPV6 KCONFIG WEAK;
extern unsigned short CONFIG_NR_CPUS KCONFIG WEAK;
extern const char CONFIG_CC_VERSION_TEXT[8] KCONFIG WEAK;
extern u32 CONFIG_NOBODY_HAS_THIS KCONFIG WEAK;
extern _Bool LINUX_HAS_SYSCALL_WRAPPER KCONFIG;
extern _Bool LINUX_HAS_BPF_COOKIE KCONFIG;
extern u64 LINUX_NOBODY_KNOWS_THIS KCONFIG WEAK;

extern const void bpf_prog_put KSYM;
extern const void no_such_symbol KSYM WEAK;
extern const int cpu_number KSYM;
extern const int no_such_variable KSYM WEAK;

struct cgroup;
extern void bpf_rcu_read_unlock(void) KSYM;
extern struct task_struct *bpf_task_from_pid___two(s32 pid, int more) KSYM WEAK;
extern struct task_struct *bpf_task_from_pid___one(s32 pid) KSYM WEAK;
extern void bpf_task_release(struct task_struct *task) KSYM WEAK;
extern int no_such_function(int) KSYM WEAK;

static void *(*const bpf_per_cpu_ptr)(const void *variable, u32 cpu) = (void *)153;

SEC("syscall")
int version_and_hz(void *ctx)
{
	return LINUX_KERNEL_VERSION + (u32)CONFIG_HZ;
}

SEC("syscall")
int configuration(void *ctx)
{
	int bits = CONFIG_BPF_SYSCALL | CONFIG_IPV6 << 1 | LINUX_HAS_SYSCALL_WRAPPER << 3 | LINUX_HAS_BPF_COOKIE << 4;

	return bits | (CONFIG_NOBODY_HAS_THIS != 0) << 5 | (LINUX_NOBODY_KNOWS_THIS != 0) << 6 |
	       CONFIG_CC_VERSION_TEXT[0] << 8 | CONFIG_NR_CPUS << 16;
}

SEC("syscall")
int address_of_symbol(void *ctx)
{
	return (int)(long)&bpf_prog_put + (&no_such_symbol != 0);
}

SEC("syscall")
int number_of_second_cpu(void *ctx)
{
	const int *number = bpf_per_cpu_ptr(&cpu_number, 1);

	return number ? *number : -1;
}

SEC("syscall")
int lacks_variable(void *ctx)
{
	return &no_such_variable ? *(int *)bpf_per_cpu_ptr(&no_such_variable, 0) : 7;
}

SEC("syscall")
int calls_functions(void *ctx)
{
	struct task_struct *task;
	int found = 0;

	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	if (bpf_task_from_pid___two) {
		task = bpf_task_from_pid___two(1, 2);
		found = 4;
	} else if (bpf_task_from_pid___one) {
		task = bpf_task_from_pid___one(1);
		found = 2;
	} else {
		return 0;
	}
	if (task)
		bpf_task_release(task);
	return task ? found + 1 : found;
}

SEC("syscall")
int lacks_function(void *ctx)
{
	return no_such_function ? no_such_function(1) : 9;
}

SEC("syscall")
int calls_what_is_not_there(void *ctx)
{
	return no_such_function(1);
}

SEC("tp_btf/sched_switch")
int for_a_tracepoint(void *ctx)
{
	return 0;
}

SEC("fentry/vmlinux:bpf_prog_put")
int for_a_function(void *ctx)
{
	return 0;
}

SEC("fentry/no_such_module:no_such_function")
int for_a_module(void *ctx)
{
	return 0;
}

SEC("lsm/file_open")
int for_a_hook(void *ctx)
{
	return 0;
}

SEC("iter/task")
int for_an_iterator(void *ctx)
{
	return 0;
}

SEC("fexit")
int for_whatever_is_set(void *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
