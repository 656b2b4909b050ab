// SPDX-License-Identifier: MIT
/*
 * Sends what the prologue fetched together with everything it was fetched from: all registers, and the memory that the
 * second argument register points to. Whoever has the record can do the fetch again and compare.
 */
#include "../../../../../examples/probeproof.h"

#define REGISTERS 21
#define MEMORY 64

struct traced_args {
	s64 number;
	PROBE_STRING_OF(text, 32);
	s64 other;
};

struct traced_event {
	u64 registers[REGISTERS];
	s64 memory_error;
	u8 memory[MEMORY];
	u64 failed;
	struct traced_args args;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} events SEC(".maps");

SEC("uprobe")
int on_traced(struct pt_regs *ctx, u64 failed, const struct traced_args *args)
{
	const u64 *registers = (const u64 *)ctx;
	struct traced_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 0;
#pragma unroll
	for (int i = 0; i < REGISTERS; i++)
		event->registers[i] = registers[i];
	event->memory_error = bpf_probe_read_user(event->memory, MEMORY, (const void *)registers[13]);
	event->failed = failed;
	event->args = *args;
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
