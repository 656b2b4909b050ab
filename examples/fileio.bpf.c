// SPDX-License-Identifier: MIT
/*
 * One handler for five places in the kernel: which file is read, written, synced, allocated or opened, by whom, and
 * one number about it (bytes, end offset, length or open flags). Where the name and the number lie is another matter at each place
 * and on each kernel; the handler does not know. vfs_read and vfs_write fetch alike and share one instance.
 */
#include "probeproof.h"

struct file_args {
	PROBE_STRING(name);
	s64 number;
};

struct file_event {
	u32 pid;
	u32 tgid;
	u64 failed;
	s64 number;
	char comm[16];
	char name[64];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, u32);
	__type(value, u64);
} operations SEC(".maps");

static void count(u32 tgid)
{
	u64 one = 1;
	u64 *known = bpf_map_lookup_elem(&operations, &tgid);

	if (known)
		__sync_fetch_and_add(known, 1);
	else
		bpf_map_update_elem(&operations, &tgid, &one, BPF_NOEXIST);
}

PROBE("vfs_read(file->f_path.dentry->d_name.name:string, count)")
PROBE("vfs_write(file->f_path.dentry->d_name.name:string, count)")
PROBE("vfs_fsync_range(file->f_path.dentry->d_name.name:string, end)")
PROBE("vfs_fallocate(file->f_path.dentry->d_name.name:string, len)")
PROBE("vfs_open(path->dentry->d_name.name:string, file->f_flags)")
SEC("kprobe")
int on_file(struct pt_regs *ctx, u64 failed, const struct file_args *args)
{
	u64 task = bpf_get_current_pid_tgid();
	struct file_event *event;

	count(task >> 32);
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event)
		return 0;
	event->pid = task;
	event->tgid = task >> 32;
	event->failed = failed;
	event->number = args->number;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	__builtin_memcpy(event->name, args->name, sizeof(event->name));
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
