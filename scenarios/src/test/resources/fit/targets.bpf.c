// SPDX-License-Identifier: MIT
/* Programs for places that a kernel has, may have and has not. */
#include "fit.h"

SEC("fentry/vfs_read") int on_read(u64 *ctx)
{
	return 0;
}

SEC("fentry/vfs_reed") int on_reed(u64 *ctx)
{
	return 0;
}

SEC("tp_btf/sched_switch") int on_switch(u64 *ctx)
{
	return 0;
}

SEC("fexit") int on_what_is_set_later(u64 *ctx)
{
	return 0;
}

SEC("kprobe/no_such_function_is_listed") int on_unlisted(void *ctx)
{
	return 0;
}

SEC("raw_something/else") int on_anything(void *ctx)
{
	return 0;
}

SEC("tcx/ingress") int on_packet(void *ctx)
{
	return 0;
}

SEC("netfilter") int on_hook(void *ctx)
{
	return 1;
}
