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

char _license[] SEC("license") = "GPL";
