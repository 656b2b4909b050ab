// SPDX-License-Identifier: MIT
// Types that no kernel has: fields of them, with and without asking first.
#include "crosscheck.h"

struct no_such_struct {
	int x;
	struct no_such_struct *next;
	unsigned bits : 3;
} KERNEL;

union no_such_union {
	int y;
} KERNEL;

ANSWERS(8);

SEC("kprobe/x")
int guarded(void *ctx)
{
	struct no_such_struct *nothing = (void *)bpf_get_current_task();

	if (TYPE_EXISTS(struct no_such_struct))
		answers[0] = READ(nothing->x);
	if (FIELD_EXISTS(nothing->next))
		answers[1] = READ(READ(nothing->next)->x);
	return 0;
}

SEC("kprobe/x")
int unguarded(void *ctx)
{
	struct no_such_struct *nothing = (void *)bpf_get_current_task();
	union no_such_union *other = (void *)nothing;

	answers[0] = READ(READ(nothing->next)->x);
	answers[1] = READ(other->y);
	answers[2] = READ_BITS(nothing, bits);
	return 0;
}

SEC("raw_tp/x")
int loads(u64 *ctx)
{
	struct no_such_struct *nothing = (void *)ctx[0];

	answers[0] = nothing->x;
	answers[1] = nothing->bits;
	nothing->x = 1;
	return nothing->next->x;
}

LICENSE("GPL");
