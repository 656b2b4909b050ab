// SPDX-License-Identifier: MIT
// Congestion controls that are linked, optional, two in one object; a program that belongs to none.
#include "crosscheck.h"

struct sock;

struct tcp_congestion_ops {
	u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, u32 ack, u32 acked);
	u32 (*undo_cwnd)(struct sock *sk);
	char name[16];
};

SEC("struct_ops/threshold")
u32 threshold(u64 *ctx)
{
	return 7;
}

SEC("struct_ops")
void avoid(u64 *ctx)
{
}

SEC("struct_ops.s/undo")
u32 undo(u64 *ctx)
{
	return 3;
}

SEC("?struct_ops/alone")
u32 alone(u64 *ctx)
{
	return 4;
}

SEC(".struct_ops.link")
struct tcp_congestion_ops linked = {
	.ssthresh = (void *)threshold,
	.cong_avoid = (void *)avoid,
	.undo_cwnd = (void *)undo,
	.name = "linked",
};

SEC("?.struct_ops.link")
struct tcp_congestion_ops optional = {
	.ssthresh = (void *)threshold,
	.cong_avoid = (void *)avoid,
	.undo_cwnd = (void *)undo,
	.name = "optional",
};

LICENSE("GPL");
