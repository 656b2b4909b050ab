// SPDX-License-Identifier: MIT
// Tables of functions that programs implement for the kernel.
#include "probeproof.h"

struct counting_ops {
	u32 flags;
	int (*start)(void *unit);
	void (*stop)(void *unit, u64 reason);
	u64 (*read)(void *unit);
	char name[16];
	void *owner;
};

SEC("struct_ops/start")
int start_unit(void *ctx)
{
	return 0;
}

SEC("struct_ops/read")
u64 read_unit(void *ctx)
{
	return 7;
}

SEC("struct_ops.s/stop")
void stop_unit(void *ctx)
{
}

SEC("?struct_ops/unused")
int unused(void *ctx)
{
	return 1;
}

u64 counted = 3;

SEC(".struct_ops")
struct counting_ops plain = {
	.flags = 5,
	.start = (void *)start_unit,
	.read = (void *)read_unit,
	.name = "plain",
};

SEC(".struct_ops")
struct counting_ops second = {
	.read = (void *)read_unit,
	.name = "second",
};

SEC(".struct_ops.link")
struct counting_ops linked = {
	.start = (void *)start_unit,
	.stop = (void *)stop_unit,
	.name = "linked",
};

SEC("?.struct_ops.link")
struct counting_ops optional = {
	.stop = (void *)stop_unit,
};

char _license[] SEC("license") = "GPL";
