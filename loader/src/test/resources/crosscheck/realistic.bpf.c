// SPDX-License-Identifier: MIT
// A small tool as people write them: what a process opened, by configuration, into a ring buffer, old kernels included.
#include "crosscheck.h"

struct task_struct {
	int tgid;
	struct task_struct *real_parent;
	struct nsproxy *nsproxy;
	char comm[16];
} KERNEL;

struct pid_namespace {
	unsigned int level;
} KERNEL;

struct nsproxy {
	struct pid_namespace *pid_ns_for_children;
} KERNEL;

struct trace_event_raw_sys_enter {
	long id;
	unsigned long args[6];
} KERNEL;

struct event {
	int pid, parent;
	u32 depth;
	char comm[16];
	char file[64];
};

enum bpf_map_type___here {
	BPF_MAP_TYPE_RINGBUF = 27,
};

extern int LINUX_KERNEL_VERSION KCONFIG;
extern bool CONFIG_A_BOOL KCONFIG WEAK;

const volatile int wanted = 0;
const volatile bool with_parents = 1;

struct {
	__uint(type, RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

struct {
	__uint(type, PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} old_events SEC(".maps");

MAP(heap, PERCPU_ARRAY, 1, u32, struct event);
MAP(seen, LRU_HASH, 1024, u32, u64);

static NOINLINE void describe(struct event *event)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	event->pid = READ(task->tgid);
	if (with_parents)
		event->parent = READ(READ(task->real_parent)->tgid);
	event->depth = READ(READ(READ(task->nsproxy)->pid_ns_for_children)->level);
	bpf_probe_read_kernel_str(event->comm, sizeof(event->comm), &task->comm);
}

static NOINLINE void send(void *ctx, struct event *event)
{
	if (ENUM_EXISTS(enum bpf_map_type___here, BPF_MAP_TYPE_RINGBUF) && LINUX_KERNEL_VERSION >= 0x50800)
		bpf_ringbuf_output(&events, event, sizeof(*event), 0);
	else
		bpf_perf_event_output(ctx, &old_events, 0xffffffff, event, sizeof(*event));
}

static NOINLINE int opened(void *ctx, const char *name)
{
	u32 zero = 0, pid = bpf_get_current_pid_tgid() >> 32;
	u64 now = bpf_ktime_get_ns();
	struct event *event = bpf_map_lookup_elem(&heap, &zero);

	if (!event || (wanted && wanted != pid) || bpf_map_lookup_elem(&seen, &pid))
		return 0;
	describe(event);
	bpf_probe_read_kernel_str(event->file, sizeof(event->file), name);
	send(ctx, event);
	return bpf_map_update_elem(&seen, &pid, &now, 0);
}

SEC("tracepoint/syscalls/sys_enter_open")
int on_open(struct trace_event_raw_sys_enter *ctx)
{
	return opened(ctx, (const char *)ctx->args[0]);
}

SEC("tracepoint/syscalls/sys_enter_openat")
int on_openat(struct trace_event_raw_sys_enter *ctx)
{
	return CONFIG_A_BOOL ? opened(ctx, (const char *)ctx->args[1]) : 0;
}

SEC("kprobe/security_file_open")
int on_check(void *ctx)
{
	struct event event = {};

	describe(&event);
	send(ctx, &event);
	return 0;
}

LICENSE("Dual MIT/GPL");
