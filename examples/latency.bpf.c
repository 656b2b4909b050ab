// SPDX-License-Identifier: MIT
/*
 * How long reads take and who is slow: entry and return of vfs_read, a histogram by powers of two of microseconds, a record
 * for each read that took longer than asked for, and a counter of processes that ended. For scenarios: four kinds of attachment, a constant
 * that users set, maps, and records with a type of their own.
 */
#include "probeproof.h"

#define SLOTS 27

struct event {
	u64 took_ns;
	u32 pid;
	s32 result;
	char comm[16];
};

/* Nobody needs it, but it keeps the type of the records in the object's BTF. */
const struct event *type_of_records __attribute__((unused));

const volatile u64 slow_ns = 1000000;
u64 exits;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, u32);
	__type(value, u64);
} started SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SLOTS);
	__type(key, u32);
	__type(value, u64);
} histogram SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} slow SEC(".maps");

SEC("kprobe/vfs_read")
int read_begins(struct pt_regs *ctx)
{
	u32 thread = bpf_get_current_pid_tgid();
	u64 now = bpf_ktime_get_ns();

	bpf_map_update_elem(&started, &thread, &now, 0);
	return 0;
}

/* 0 for less than a microsecond, then one more for each power of two. */
static u32 slot_of(u64 microseconds)
{
	u32 slot = 0;

	if (!microseconds)
		return 0;
	for (u32 bits = 16; bits; bits >>= 1) {
		if (microseconds >> bits) {
			microseconds >>= bits;
			slot += bits;
		}
	}
	return slot + 1 < SLOTS ? slot + 1 : SLOTS - 1;
}

PROBE("vfs_read%return($retval)")
SEC("kretprobe")
int read_ends(struct pt_regs *ctx, u64 failed, u64 result)
{
	u32 thread = bpf_get_current_pid_tgid();
	u64 *begin = bpf_map_lookup_elem(&started, &thread);
	struct event *event;
	u64 took, *count;
	u32 slot;

	if (!begin)
		return 0;
	took = bpf_ktime_get_ns() - *begin;
	bpf_map_delete_elem(&started, &thread);
	slot = slot_of(took / 1000);
	count = bpf_map_lookup_elem(&histogram, &slot);
	if (count)
		__sync_fetch_and_add(count, 1);
	if (took < slow_ns)
		return 0;
	event = bpf_ringbuf_reserve(&slow, sizeof(*event), 0);
	if (!event)
		return 0;
	event->took_ns = took;
	event->pid = thread;
	event->result = result;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	bpf_ringbuf_submit(event, 0);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int process_exits(u64 *ctx)
{
	__sync_fetch_and_add(&exits, 1);
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
