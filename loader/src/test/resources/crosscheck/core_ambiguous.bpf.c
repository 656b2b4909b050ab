// SPDX-License-Identifier: MIT
// Names that some kernels have more than once: answers must agree, or it is an error. These kernels have two or three
// each of perf_aux_event, syscall_tp_t, irq_info and console.
#include "crosscheck.h"

struct perf_aux_event {
	u32 pid;
	u32 tid;
	struct {
		u32 type;
	} header;
} KERNEL;

struct syscall_tp_t {
	u64 regs;
	unsigned long syscall_nr;
	unsigned long ret;
} KERNEL;

struct console {
	char name[16];
	u32 vtermno;
} KERNEL;

struct irq_info {
	unsigned int irq;
} KERNEL;

ANSWERS(8);

SEC("kprobe/one")
int one_matches(void *ctx)
{
	struct perf_aux_event *event = (void *)bpf_get_current_task();
	struct console *console = (void *)event;

	answers[0] = READ(event->pid);
	answers[1] = READ(event->tid);
	answers[2] = READ(console->name[0]);
	answers[3] = READ(console->vtermno);
	return 0;
}

SEC("kprobe/all")
int all_agree(void *ctx)
{
	answers[0] = FIELD_OFFSET(FIELD(struct perf_aux_event, header));
	answers[1] = TYPE_EXISTS(struct syscall_tp_t);
	answers[2] = FIELD_OFFSET(FIELD(struct syscall_tp_t, syscall_nr));
	return 0;
}

SEC("kprobe/sizes")
int sizes_differ(void *ctx)
{
	answers[0] = TYPE_SIZE(struct perf_aux_event);
	return 0;
}

SEC("kprobe/ids")
int ids_differ(void *ctx)
{
	answers[0] = TYPE_ID_TARGET(struct syscall_tp_t);
	return 0;
}

SEC("kprobe/offsets")
int offsets_differ(void *ctx)
{
	struct irq_info *info = (void *)bpf_get_current_task();

	answers[0] = READ(info->irq);
	return 0;
}

SEC("kprobe/narrowed")
int first_question_narrows(void *ctx)
{
	struct syscall_tp_t *record = (void *)bpf_get_current_task();

	answers[0] = READ(record->ret);
	answers[1] = TYPE_SIZE(struct syscall_tp_t);
	return 0;
}

LICENSE("GPL");
