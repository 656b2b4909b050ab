// SPDX-License-Identifier: MIT
// Unions: as roots, as members, as arrays' elements.
#include "crosscheck.h"

union bpf_attr {
	struct {
		u32 map_type;
		u32 key_size;
	};
	struct {
		u32 prog_type;
		u32 insn_cnt;
		u64 insns;
		u64 license;
	};
} KERNEL;

struct in6_addr {
	union {
		u8 u6_addr8[16];
		u32 u6_addr32[4];
	} in6_u;
} KERNEL;

union thread_union {
	unsigned long stack[64];
} KERNEL;

union nf_inet_addr {
	u32 all[4];
	struct in6_addr in6;
} KERNEL;

/* A union here, a struct there: not the same kind. */
union task_struct___union {
	int pid;
} KERNEL;

ANSWERS(16);

SEC("kprobe/__sys_bpf")
int roots(void *ctx)
{
	union bpf_attr *attr = (void *)bpf_get_current_task();
	union nf_inet_addr *address = (void *)attr;

	answers[0] = READ(attr->key_size);
	answers[1] = READ(attr->insns);
	answers[2] = READ(attr->license);
	answers[3] = READ(address->all[2]);
	answers[4] = READ(address->in6.in6_u.u6_addr8[9]);
	return 0;
}

SEC("kprobe/__sys_bpf")
int constants(void *ctx)
{
	answers[0] = FIELD_OFFSET(FIELD(union thread_union, stack[5]));
	answers[1] = FIELD_SIZE(FIELD(union thread_union, stack));
	answers[2] = TYPE_SIZE(union bpf_attr);
	answers[3] = FIELD_EXISTS(FIELD(union task_struct___union, pid));
	answers[4] = TYPE_EXISTS(union task_struct___union);
	return 0;
}

LICENSE("GPL");
