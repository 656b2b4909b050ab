// SPDX-License-Identifier: MIT
/* Handlers whose context is the arguments of a function or a tracepoint. Compiled as examples/build.sh compiles. */
#include "../../../../../examples/probeproof.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct read_args {
	PROBE_STRING(name);
	u64 position;
	u64 count;
};

struct result_args {
	u64 flags;
	s64 count;
	s64 result;
};

struct switch_args {
	s64 previous;
	PROBE_STRING_OF(next, 16);
};


struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64[8]);
} handed SEC(".maps");

static void *(*const lookup)(void *, const void *) = (void *)1;

static __attribute__((always_inline)) int keep(u64 failed, const u64 *words, int count)
{
	u32 key = 0;
	u64 *value = lookup(&handed, &key);
	if (!value)
		return 0;
	value[0] = failed;
#pragma unroll
	for (int i = 0; i < count; i++)
		value[1 + i] = words[i];
	value[7] += 1;
	return 0;
}

PROBE("vfs_read(file->f_path.dentry->d_name.name:string, *pos, count)")
SEC("fentry/vfs_read")
int on_read(void *ctx, u64 failed, const struct read_args *args)
{
	return keep(failed, &args->position, 2);
}

PROBE("vfs_read(file->f_flags, count, $retval)")
PROBE("fexit:vfs_write(file->f_flags, count, $retval)")
SEC("fexit/vfs_read")
int on_result(void *ctx, u64 failed, const struct result_args *args)
{
	return keep(failed, (const u64 *)args, 3);
}

PROBE("sched_switch(prev->pid, next->comm:string(16))")
SEC("tp_btf/sched_switch")
int on_switch(void *ctx, u64 failed, const struct switch_args *args)
{
	return keep(failed, (const u64 *)args, 2);
}

PROBE("raw_tp:sched_switch(prev->pid, next->comm:string(16))")
SEC("raw_tp/sched_switch")
int on_raw_switch(void *ctx, u64 failed, const struct switch_args *args)
{
	return keep(failed, (const u64 *)args, 2);
}
