// SPDX-License-Identifier: MIT
/* Helpers and maps of several releases; the last program uses a helper only where the kernel has it. */
#include "fit.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct {
	__uint(type, 30); /* bloom filter, Linux 5.16 */
	__uint(max_entries, 64);
	__type(value, u32);
} seen SEC(".maps");

enum bpf_func_id {
	BPF_FUNC_ktime_get_tai_ns = 208,
};

static long on_round(u32 round, void *context)
{
	return 0;
}

SEC("kprobe/do_nanosleep") int loops(void *ctx)
{
	return bpf_loop(4, on_round, 0, 0) == 4;
}

SEC("kprobe/do_nanosleep") int loops_too(void *ctx)
{
	return bpf_loop(5, on_round, 0, 0) == 5;
}

SEC("kprobe/do_nanosleep") int asks_for_time(void *ctx)
{
	u64 now = bpf_ktime_get_ns();

	if (__builtin_preserve_enum_value(*(enum bpf_func_id *)BPF_FUNC_ktime_get_tai_ns, 0))
		now = bpf_ktime_get_tai_ns();
	bpf_ringbuf_output(&events, &now, sizeof(now), 0);
	return 0;
}
