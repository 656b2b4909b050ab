// SPDX-License-Identifier: MIT
// Values with locks, timers and pointers to kernel objects, in maps and in a data section.
#include "crosscheck.h"

#define KPTR __attribute__((btf_type_tag("kptr")))

struct task_struct;
struct bpf_spin_lock {
	u32 val;
};

struct locked {
	struct bpf_spin_lock lock;
	u64 count;
};
struct owning {
	struct task_struct KPTR *task;
	struct bpf_timer {
		u64 opaque[2];
	} timer;
};

MAP(locked_values, ARRAY, 4, u32, struct locked);
MAP(owning_values, HASH, 4, u32, struct owning);

struct locked global SEC(".data.locked");

SEC("tc")
int counts(void *ctx)
{
	u32 key = 0;
	struct locked *value = bpf_map_lookup_elem(&locked_values, &key);

	if (!value)
		return 0;
	bpf_spin_lock(&value->lock);
	value->count++;
	bpf_spin_unlock(&value->lock);
	bpf_spin_lock(&global.lock);
	global.count++;
	bpf_spin_unlock(&global.lock);
	return bpf_map_lookup_elem(&owning_values, &key) != 0;
}

LICENSE("GPL");
