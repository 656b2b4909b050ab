// SPDX-License-Identifier: MIT
// Anonymous members: found through where the kernel nests them, whatever nests them here.
#include "crosscheck.h"

struct sock_common {
	union {
		u64 skc_addrpair;
		struct {
			u32 skc_daddr;
			u32 skc_rcv_saddr;
		};
	};
	union {
		unsigned int skc_hash;
		u16 skc_u16hashes[2];
	};
	unsigned short skc_family;
} KERNEL;

struct sock {
	struct sock_common __sk_common;
} KERNEL;

/* Flat, where the kernel nests. */
struct sock_common___flat {
	u32 skc_daddr;
	u16 skc_dport;
	u16 skc_num;
} KERNEL;

/* Nested, where the kernel is flat. */
struct task_struct {
	struct {
		union {
			struct {
				int pid;
			};
		};
		struct {
			int tgid;
		} named_here_only;
	};
} KERNEL;

struct page {
	unsigned long flags;
	union {
		struct {
			struct address_space *mapping;
		};
		struct {
			unsigned long private;
		};
	};
} KERNEL;

struct sk_buff {
	union {
		struct {
			struct sk_buff *next;
			union {
				struct net_device *dev;
				unsigned long dev_scratch;
			};
		};
	};
	union {
		unsigned int csum;
		struct {
			u16 csum_start;
			u16 csum_offset;
		};
	};
} KERNEL;

ANSWERS(24);

SEC("kprobe/tcp_v4_connect")
int addresses(void *ctx)
{
	struct sock *sock = (void *)bpf_get_current_task();
	struct sock_common___flat *flat = (void *)sock;

	answers[0] = READ(sock->__sk_common.skc_daddr);
	answers[1] = READ(sock->__sk_common.skc_rcv_saddr);
	answers[2] = READ(sock->__sk_common.skc_addrpair);
	answers[3] = READ(sock->__sk_common.skc_u16hashes[1]);
	answers[4] = READ(sock->__sk_common.skc_family);
	answers[5] = READ(flat->skc_daddr);
	answers[6] = READ(flat->skc_dport);
	answers[7] = READ(flat->skc_num);
	return 0;
}

SEC("kprobe/tcp_v4_connect")
int nested_here(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	answers[0] = READ(task->pid);
	answers[1] = FIELD_EXISTS(task->named_here_only.tgid);
	return 0;
}

SEC("fentry/ip_rcv")
int packets(u64 *ctx)
{
	struct sk_buff *skb = (void *)ctx[0];
	struct page *page = (void *)ctx[1];

	answers[0] = (u64)skb->next;
	answers[1] = (u64)skb->dev;
	answers[2] = skb->csum_offset;
	answers[3] = FIELD_OFFSET(page->mapping);
	answers[4] = FIELD_EXISTS(page->private);
	return 0;
}

LICENSE("GPL");
