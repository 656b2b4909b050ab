// SPDX-License-Identifier: MIT
// Ring buffers of sizes that a kernel takes and of sizes that it does not.
#include "crosscheck.h"

#define RING(name, kind, bytes)             \
	struct {                            \
		__uint(type, kind);         \
		__uint(max_entries, bytes); \
	} name SEC(".maps")

RING(pages_64, RINGBUF, 64 * 4096);
RING(one_page, RINGBUF, 4096);
RING(one_byte, RINGBUF, 1);
RING(three_pages, RINGBUF, 3 * 4096);
RING(page_and_a_byte, RINGBUF, 4097);
RING(odd, RINGBUF, 100000);
RING(from_user, USER_RINGBUF, 5000);
RING(empty, RINGBUF, 0);
RING(large, RINGBUF, 1 << 30);

SEC("tp/syscalls/sys_enter_openat")
int sends(void *ctx)
{
	u64 now = bpf_ktime_get_ns();

	bpf_ringbuf_output(&odd, &now, sizeof(now), 0);
	return bpf_ringbuf_output(&one_page, &now, sizeof(now), 0);
}

LICENSE("GPL");
