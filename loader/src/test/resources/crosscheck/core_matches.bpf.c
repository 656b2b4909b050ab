// SPDX-License-Identifier: MIT
// Type matching: stricter than existence.
#include "crosscheck.h"

struct list_head {
	struct list_head *next, *prev;
};

struct list_head___wrong_member {
	struct list_head *next, *other;
};

struct list_head___wrong_type {
	int next;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct qstr {
	const unsigned char *name;
};

struct qstr___signed_name {
	const signed char *name;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct upid___wide {
	long nr;
};

struct upid___namespace_as_union {
	union pid_namespace___u *ns;
};

enum pid_type {
	PIDTYPE_PID = 7,
	PIDTYPE_TGID = 9,
};

enum pid_type___more {
	PIDTYPE_PID___x = 0,
	PIDTYPE_NEVER = 1,
};

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	unsigned counter;
} atomic_t___unsigned;

struct timer_list {
	void (*function)(struct timer_list *);
};

struct timer_list___two {
	void (*function)(struct timer_list *, int);
};

struct task_struct___comm {
	char comm[16];
};

struct task_struct___longer {
	char comm[17];
};

struct no_such {
	int x;
};

typedef int pid_t;
typedef long pid_t___long;

ANSWERS(32);

SEC("kprobe/x")
int matches(void *ctx)
{
	answers[0] = TYPE_MATCHES(struct list_head);
	answers[1] = TYPE_MATCHES(struct list_head___wrong_member);
	answers[2] = TYPE_MATCHES(struct list_head___wrong_type);
	answers[3] = TYPE_MATCHES(struct hlist_node);
	answers[4] = TYPE_MATCHES(struct qstr);
	answers[5] = TYPE_MATCHES(struct qstr___signed_name);
	answers[6] = TYPE_MATCHES(struct upid);
	answers[7] = TYPE_MATCHES(struct upid___wide);
	answers[8] = TYPE_MATCHES(struct upid___namespace_as_union);
	answers[9] = TYPE_MATCHES(enum pid_type);
	answers[10] = TYPE_MATCHES(enum pid_type___more);
	answers[11] = TYPE_MATCHES(atomic_t);
	answers[12] = TYPE_MATCHES(atomic_t___unsigned);
	answers[13] = TYPE_MATCHES(struct timer_list);
	answers[14] = TYPE_MATCHES(struct timer_list___two);
	answers[15] = TYPE_MATCHES(struct task_struct___comm);
	answers[16] = TYPE_MATCHES(struct task_struct___longer);
	answers[17] = TYPE_MATCHES(struct no_such);
	answers[18] = TYPE_MATCHES(pid_t);
	answers[19] = TYPE_MATCHES(pid_t___long);
	return 0;
}

LICENSE("GPL");
