// SPDX-License-Identifier: MIT
// Bit-fields: the load unit, its size and both shifts, for unsigned and signed ones, where kernels pack them differently.
#include "crosscheck.h"

struct task_struct {
	unsigned sched_reset_on_fork : 1;
	unsigned in_execve : 1;
	unsigned in_iowait : 1;
	unsigned frozen : 1;
} KERNEL;

struct sk_buff {
	u8 cloned : 1, nohdr : 1, fclone : 2;
	u8 pkt_type : 3;
	u8 ip_summed : 2;
	unsigned int len;
} KERNEL;

struct iphdr {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	u8 ihl : 4, version : 4;
#else
	u8 version : 4, ihl : 4;
#endif
	u8 tos;
} KERNEL;

struct tcphdr {
	u16 source;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	u16 res1 : 4, doff : 4, fin : 1, syn : 1;
#else
	u16 doff : 4, res1 : 4, cwr : 1, ece : 1, urg : 1, ack : 1, psh : 1, rst : 1, syn : 1, fin : 1;
#endif
} KERNEL;

/* Here an ordinary field, in the kernel four bits. */
struct sock_common {
	unsigned char skc_reuse;
	volatile unsigned char skc_state;
} KERNEL;

/* Signed here, unsigned there. */
struct task_struct___signed {
	int in_iowait : 1;
	int sched_reset_on_fork : 3;
} KERNEL;

struct task_struct___wide {
	u64 in_iowait : 1;
	u64 frozen : 33;
} KERNEL;

ANSWERS(16);

SEC("kprobe/wake_up_new_task")
int reads_bits(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	answers[0] = READ_BITS(task, sched_reset_on_fork);
	answers[1] = READ_BITS(task, in_iowait);
	answers[2] = READ_BITS(task, frozen);
	return 0;
}

SEC("kprobe/ip_rcv")
int reads_packet_bits(void *ctx)
{
	struct sk_buff *skb = (void *)bpf_get_current_task();
	struct iphdr *ip = (void *)skb + 64;
	struct tcphdr *tcp = (void *)skb + 128;

	answers[0] = READ_BITS(skb, cloned);
	answers[1] = READ_BITS(skb, fclone);
	answers[2] = READ_BITS(skb, pkt_type);
	answers[3] = READ_BITS(skb, ip_summed);
	answers[4] = READ_BITS(ip, ihl);
	answers[5] = READ_BITS(ip, version);
	answers[6] = READ_BITS(tcp, doff);
	answers[7] = READ_BITS(tcp, syn);
	answers[8] = READ_BITS(tcp, source);
	answers[9] = READ_BITS(skb, len);
	return 0;
}

SEC("kprobe/tcp_connect")
int declared_otherwise(void *ctx)
{
	struct sock_common *sock = (void *)bpf_get_current_task();
	struct task_struct___signed *task = (void *)sock;
	struct task_struct___wide *wide = (void *)sock;

	answers[0] = READ_BITS(sock, skc_reuse);
	answers[1] = READ_BITS(sock, skc_state);
	answers[2] = READ_BITS(task, in_iowait);
	answers[3] = READ_BITS(task, sched_reset_on_fork);
	answers[4] = READ_BITS(wide, in_iowait);
	answers[5] = READ_BITS(wide, frozen);
	return 0;
}

SEC("fentry/ip_rcv")
int loads_bits(u64 *ctx)
{
	struct sk_buff *skb = (void *)ctx[0];

	answers[0] = skb->pkt_type;
	answers[1] = skb->cloned;
	answers[2] = FIELD_EXISTS(skb->fclone);
	return skb->ip_summed;
}

LICENSE("GPL");
