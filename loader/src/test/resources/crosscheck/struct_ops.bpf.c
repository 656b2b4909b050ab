// SPDX-License-Identifier: MIT
// A congestion control: functions of the kernel's struct, numbers, text, members that are left out.
#include "crosscheck.h"

struct sock;

struct tcp_congestion_ops {
	u32 flags;
	u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, u32 ack, u32 acked);
	void (*set_state)(struct sock *sk, u8 new_state);
	u32 (*undo_cwnd)(struct sock *sk);
	void (*init)(struct sock *sk);
	char name[16];
};

u32 calls;

SEC("struct_ops/threshold")
u32 threshold(u64 *ctx)
{
	calls++;
	return 7;
}

SEC("struct_ops/avoid")
void avoid(u64 *ctx)
{
	calls++;
}

SEC("struct_ops/undo")
u32 undo(u64 *ctx)
{
	return calls;
}

SEC(".struct_ops")
struct tcp_congestion_ops control = {
	.flags = 2,
	.ssthresh = (void *)threshold,
	.cong_avoid = (void *)avoid,
	.undo_cwnd = (void *)undo,
	.name = "crosscheck",
};

LICENSE("GPL");
