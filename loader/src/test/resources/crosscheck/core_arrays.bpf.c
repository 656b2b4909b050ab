// SPDX-License-Identifier: MIT
// Arrays: elements of members, of members of elements, of the root; flexible arrays; indexes behind the kernel's end.
#include "crosscheck.h"

struct upid {
	int nr;
	struct pid_namespace *ns;
} KERNEL;

struct hlist_head {
	void *first;
} KERNEL;

struct pid {
	unsigned int level;
	struct hlist_head tasks[4];
	struct upid numbers[1];
} KERNEL;

struct pid___flexible {
	struct upid numbers[0];
} KERNEL;

struct task_struct {
	char comm[64];
} KERNEL;

struct file_operations {
	void *owner;
} KERNEL;

struct net_device {
	char name[16];
	int ifindex;
} KERNEL;

struct xt_entry_match {
	u8 u[32];
	unsigned char data[];
} KERNEL;

struct qdisc_size_table {
	int refcnt;
	u16 data[];
} KERNEL;

struct bpf_array {
	u32 elem_size;
	union {
		char value[0];
		void *ptrs[0];
	};
} KERNEL;

struct ipv6hdr {
	struct in6_addr {
		union {
			u8 u6_addr8[16];
			u16 u6_addr16[8];
			u32 u6_addr32[4];
		} in6_u;
	} saddr, daddr;
} KERNEL;

ANSWERS(24);

SEC("kprobe/x")
int elements(void *ctx)
{
	struct pid *pid = (void *)bpf_get_current_task();
	struct pid___flexible *flexible = (void *)pid;
	struct ipv6hdr *ip = (void *)pid;
	struct net_device *device = (void *)pid;

	answers[0] = (u64)READ(pid->tasks[2].first);
	answers[1] = READ(pid->numbers[0].nr);
	answers[2] = (u64)READ(flexible->numbers[3].ns);
	answers[3] = READ(ip->daddr.in6_u.u6_addr32[3]);
	answers[4] = READ(ip->saddr.in6_u.u6_addr8[15]);
	answers[5] = READ(device->name[7]);
	return 0;
}

SEC("kprobe/x")
int roots(void *ctx)
{
	struct upid *ids = (void *)bpf_get_current_task();

	answers[0] = READ_INDEXED(ids[3].nr);
	answers[1] = READ_INDEXED((ids + 7)->ns) != 0;
	answers[2] = FIELD_OFFSET(ids[5]);
	answers[3] = FIELD_SIZE(ids[5]);
	answers[4] = FIELD_EXISTS(ids[5]);
	return 0;
}

SEC("kprobe/x")
int behind_the_end(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	answers[0] = FIELD_EXISTS(task->comm[15]);
	answers[1] = FIELD_EXISTS(task->comm[16]);
	answers[2] = FIELD_EXISTS(task->comm[63]);
	answers[3] = READ(task->comm[20]);
	return 0;
}

SEC("kprobe/x")
int sizes(void *ctx)
{
	struct pid *pid = 0;
	struct xt_entry_match *match = 0;
	struct qdisc_size_table *table = 0;
	struct bpf_array *array = 0;

	answers[0] = FIELD_SIZE(pid->tasks);
	answers[1] = FIELD_SIZE(pid->tasks[1]);
	answers[2] = FIELD_OFFSET(pid->tasks[1]);
	answers[3] = FIELD_SIZE(pid->numbers);
	answers[4] = FIELD_OFFSET(match->data);
	answers[5] = FIELD_SIZE(match->data);
	answers[6] = FIELD_OFFSET(table->data[6]);
	answers[7] = FIELD_OFFSET(array->value);
	answers[8] = FIELD_OFFSET(array->ptrs[2]);
	answers[9] = FIELD_EXISTS(array->ptrs[2]);
	return 0;
}

SEC("raw_tp/x")
int loads_elements(u64 *ctx)
{
	struct net_device *device = (void *)ctx[0];
	struct pid *pid = (void *)ctx[1];

	answers[0] = device->name[3] + device->ifindex;
	answers[1] = (u64)pid->tasks[1].first;
	return 0;
}

LICENSE("GPL");
