// SPDX-License-Identifier: MIT
/*
 * What happens in the steps of scenarios, seen by programs: system calls, calls in user space, samples, and stacks of callers. Records have a type
 * that only local variables have, as in most tools, so that it is not in the object's BTF. Made by ../../../../../examples/build.sh's commands.
 */
#include "../../../../../examples/probeproof.h"

static long (*const bpf_get_stack)(void *ctx, void *buffer, u32 size, u64 flags) = (void *)67;

#define BPF_F_USER_STACK (1ULL << 8)
#define NAME_LEN 32

struct seen {
	u32 pid;
	s32 result;
	char name[NAME_LEN];
};

struct call {
	u64 common;
	s64 number;
	u64 args[6];
};

struct returned {
	u64 common;
	s64 number;
	s64 result;
};

/* struct pt_regs of x86-64, and what a sample has behind it. */
struct sample {
	u64 registers[21];
	u64 period;
	u64 address;
};

#define AX 10
#define DI 14

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u64);
	__type(value, u64);
} calls SEC(".maps");

struct stacks {
	u64 kernel[2];
	u64 user[2];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct stacks);
} callers SEC(".maps");

u64 periods;
u64 addresses;

static int tell(void *ctx, s32 result, const void *name)
{
	struct seen seen = {};

	seen.pid = bpf_get_current_pid_tgid() >> 32;
	seen.result = result;
	if (name)
		bpf_probe_read_user_str(seen.name, sizeof(seen.name), name);
	bpf_perf_event_output(ctx, &records, BPF_F_CURRENT_CPU, &seen, sizeof(seen));
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_openat")
int open_begins(struct call *ctx)
{
	return tell(ctx, ctx->args[2], (const void *)ctx->args[1]);
}

SEC("tracepoint/syscalls/sys_exit_openat")
int open_ends(struct returned *ctx)
{
	return tell(ctx, ctx->result, 0);
}

SEC("raw_tp/sys_enter")
int any_call(u64 *ctx)
{
	u64 number = ctx[1], one = 1, *count = bpf_map_lookup_elem(&calls, &number);

	if (count)
		*count += 1;
	else
		bpf_map_update_elem(&calls, &number, &one, BPF_NOEXIST);
	return 0;
}

SEC("uprobe//usr/bin/shell:readline")
int line_begins(struct sample *ctx)
{
	return tell(ctx, 1, (const void *)ctx->registers[DI]);
}

SEC("uretprobe//usr/bin/shell:readline")
int line_ends(struct sample *ctx)
{
	return tell(ctx, 2, (const void *)ctx->registers[AX]);
}

SEC("perf_event")
int sampled(struct sample *ctx)
{
	periods += ctx->period;
	addresses += ctx->address;
	return 0;
}

/* Where it is attached its user says. */
SEC("kprobe")
int called(void *ctx)
{
	u32 zero = 0;
	struct stacks *found = bpf_map_lookup_elem(&callers, &zero);

	if (!found)
		return 0;
	bpf_get_stack(ctx, found->kernel, sizeof(found->kernel), 0);
	bpf_get_stack(ctx, found->user, sizeof(found->user), BPF_F_USER_STACK);
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
