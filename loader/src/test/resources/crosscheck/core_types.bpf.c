// SPDX-License-Identifier: MIT
// Types: existence, size, local and target ids; present, absent and of another kind.
#include "crosscheck.h"

struct task_struct {
	int pid;
};

struct no_such_struct {
	int x;
};

union bpf_attr {
	u32 map_type;
};

union no_such_union {
	u32 x;
};

enum pid_type {
	PIDTYPE_PID,
};

enum no_such_enum {
	NO_SUCH,
};

/* A function of this name is there, and a struct. */
struct bpf_map_ops {
	int x;
};

/* A function, and no struct. */
struct vfs_read {
	int x;
};

typedef int pid_t;
typedef struct {
	int counter;
} atomic_t;
typedef int no_such_typedef_t;
typedef int (*initcall_t)(void);
struct work_struct;
typedef void (*work_func_t)(struct work_struct *);
typedef u64 sector_t;
typedef struct { int other; } pid_t___as_struct;
typedef void *fl_owner_t;
typedef unsigned char *sk_buff_data_t;
typedef int initcall_entry_t[2];
/* As in the kernel but for a parameter. */
typedef int (*initcall_t___with_argument)(int);

struct list_head___flavour {
	void *next;
};

ANSWERS(48);

SEC("kprobe/one")
int exists(void *ctx)
{
	answers[0] = TYPE_EXISTS(struct task_struct);
	answers[1] = TYPE_EXISTS(struct no_such_struct);
	answers[2] = TYPE_EXISTS(union bpf_attr);
	answers[3] = TYPE_EXISTS(union no_such_union);
	answers[4] = TYPE_EXISTS(enum pid_type);
	answers[5] = TYPE_EXISTS(enum no_such_enum);
	answers[6] = TYPE_EXISTS(pid_t);
	answers[7] = TYPE_EXISTS(atomic_t);
	answers[8] = TYPE_EXISTS(no_such_typedef_t);
	answers[9] = TYPE_EXISTS(initcall_t);
	answers[10] = TYPE_EXISTS(work_func_t);
	answers[11] = TYPE_EXISTS(struct bpf_map_ops);
	answers[12] = TYPE_EXISTS(struct vfs_read);
	answers[13] = TYPE_EXISTS(pid_t___as_struct);
	answers[14] = TYPE_EXISTS(struct list_head___flavour);
	answers[15] = TYPE_EXISTS(initcall_t___with_argument);
	answers[16] = TYPE_EXISTS(fl_owner_t);
	answers[17] = TYPE_EXISTS(sk_buff_data_t);
	answers[18] = TYPE_EXISTS(initcall_entry_t);
	return 0;
}

SEC("kprobe/one")
int sizes(void *ctx)
{
	answers[0] = TYPE_SIZE(struct task_struct);
	answers[1] = TYPE_SIZE(struct no_such_struct);
	answers[2] = TYPE_SIZE(union bpf_attr);
	answers[3] = TYPE_SIZE(enum pid_type);
	answers[4] = TYPE_SIZE(pid_t);
	answers[5] = TYPE_SIZE(atomic_t);
	answers[6] = TYPE_SIZE(sector_t);
	answers[7] = TYPE_SIZE(initcall_t);
	answers[8] = TYPE_SIZE(struct list_head___flavour);
	answers[9] = TYPE_SIZE(fl_owner_t);
	return 0;
}

SEC("kprobe/one")
int ids(void *ctx)
{
	answers[0] = TYPE_ID_LOCAL(struct task_struct);
	answers[1] = TYPE_ID_LOCAL(struct no_such_struct);
	answers[2] = TYPE_ID_LOCAL(int);
	answers[3] = TYPE_ID_LOCAL(const volatile struct task_struct *);
	answers[4] = TYPE_ID_LOCAL(struct { int anonymous; });
	answers[5] = TYPE_ID_TARGET(struct task_struct);
	answers[6] = TYPE_ID_TARGET(struct no_such_struct);
	answers[7] = TYPE_ID_TARGET(atomic_t);
	answers[8] = TYPE_ID_TARGET(enum pid_type);
	return 0;
}

LICENSE("GPL");
