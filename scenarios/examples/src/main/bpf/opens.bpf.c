// SPDX-License-Identifier: MIT
/* A record for each file that is opened: its name and how it is opened, fetched by the prologue that probeproof makes. */
#include "probeproof.h"

#define O_CREAT 0100

struct event {
	u32 pid;
	u32 creates;
	char name[64];
};

/* Nobody needs it, but it keeps the type of the records in the object's BTF. */
const struct event *type_of_records __attribute__((unused));

struct open_args {
	PROBE_STRING(name);
	u64 flags;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} opens SEC(".maps");

PROBE("vfs_open(path->dentry->d_name.name:string, file->f_flags)")
SEC("kprobe")
int on_open(struct pt_regs *ctx, u64 failed, const struct open_args *args)
{
	struct event *event;

	if (failed)
		return 0;
	event = bpf_ringbuf_reserve(&opens, sizeof(*event), 0);
	if (!event)
		return 0;
	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->creates = (args->flags & O_CREAT) != 0;
	__builtin_memcpy(event->name, args->name, sizeof(event->name));
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
