// SPDX-License-Identifier: MIT
/*
 * The layout that perf had from 2015 to 2023: at most three arguments, which arrive in registers as 64 bits each, and
 * one error for all. `filename` is an address in user space here; `how` is the kernel's copy of what the caller wants.
 */
#include "probeproof.h"

struct open_event {
	u32 pid;
	s32 error;
	s64 directory;
	u64 filename;
	u64 flags;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} opens SEC(".maps");

PROBE("do_sys_openat2(dfd, filename, how->flags)")
SEC("kprobe")
int on_open(void *ctx, int error, unsigned long dfd, unsigned long filename, unsigned long flags)
{
	struct open_event event = {
		.pid = bpf_get_current_pid_tgid() >> 32,
		.error = error,
		.directory = (s32)dfd,
		.filename = filename,
		.flags = flags,
	};

	bpf_ringbuf_output(&opens, &event, sizeof(event), 0);
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
