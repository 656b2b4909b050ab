// SPDX-License-Identifier: MIT
// Guards as people write them around what a kernel may lack, and what compilers make of them. Kernels of the test have
// struct thing with "there" and nothing else that is asked for here. Programs whose name starts with "unsafe" read what is
// not there; those that start with "unclear" do not, but only a verifier can know.
#include "../../../../../examples/probeproof.h"

struct thing {
	long there;
	long gone;
} __attribute__((preserve_access_index));

struct thing___other {
	int elsewhere;
} __attribute__((preserve_access_index));

struct missing {
	long value;
} __attribute__((preserve_access_index));

enum numbers {
	PRESENT = 1,
	LACKING = 2,
};

#define HAS(field) __builtin_preserve_field_info(field, 2)
#define HAS_TYPE(type) __builtin_preserve_type_info(*(type *)0, 0)
#define HAS_VALUE(value) __builtin_preserve_enum_value(*(enum numbers *)value, 0)

static long (*probe_read_kernel)(void *to, u32 size, const void *from) = (void *)113;
static u64 (*pid_tgid)(void) = (void *)14;
static u64 (*now)(void) = (void *)5;

extern int kernel_thing(long) __attribute__((section(".ksyms"))) __attribute__((weak));
extern _Bool CONFIG_THING __attribute__((section(".kconfig"))) __attribute__((weak));
extern int LINUX_KERNEL_VERSION __attribute__((section(".kconfig")));

const volatile _Bool wanted = 0;
const volatile long modes[4] = {1, 2, 3, 4};
u64 result;

#define READ(to, field) probe_read_kernel(&to, sizeof(to), &field)
#define THING(ctx) ((struct thing *)*(u64 *)ctx)

SEC("kprobe") int guarded(void *ctx)
{
	struct thing *thing = THING(ctx);
	long value = 0;

	if (HAS(thing->gone))
		READ(value, thing->gone);
	result = value;
	return 0;
}

SEC("kprobe") int guarded_with_else(void *ctx)
{
	struct thing *thing = THING(ctx);
	long value = 0;

	if (HAS(thing->gone))
		READ(value, thing->gone);
	else
		READ(value, thing->there);
	result = value;
	return 0;
}

SEC("kprobe") int remembered(void *ctx)
{
	struct thing *thing = THING(ctx);
	_Bool has = HAS(thing->gone);
	long value = 0, total = 0;

	if (pid_tgid() > 5)
		total = now();
	for (int i = 0; i < 3; i++)
		total += pid_tgid();
	if (has && total > 3)
		READ(value, thing->gone);
	if (total & 1)
		total += now();
	if (has)
		READ(total, thing->gone);
	result = value + total;
	return 0;
}

SEC("kprobe") int chosen_offset(void *ctx)
{
	struct thing *thing = THING(ctx);
	struct thing___other *other = (void *)thing;
	int value = 0;
	const void *from;

	if (HAS(other->elsewhere))
		from = &other->elsewhere;
	else
		from = &thing->there;
	probe_read_kernel(&value, sizeof(value), from);
	result = value;
	return 0;
}

static __attribute__((noinline)) long read_if(struct thing *thing, _Bool has)
{
	long value = 0;

	if (has)
		READ(value, thing->gone);
	return value;
}

SEC("kprobe") int guarded_in_function(void *ctx)
{
	struct thing *thing = THING(ctx);

	result = read_if(thing, HAS(thing->gone));
	return 0;
}

static __attribute__((noinline)) int has_gone(struct thing *thing)
{
	return HAS(thing->gone) && HAS_TYPE(struct missing) ? 2 : 1;
}

SEC("kprobe") int guarded_by_function(void *ctx)
{
	struct thing *thing = THING(ctx);
	long value = 0;

	if (has_gone(thing) == 2)
		READ(value, thing->gone);
	result = value;
	return 0;
}

SEC("kprobe") int guarded_by_spill(void *ctx)
{
	struct thing *thing = THING(ctx);
	volatile u64 has = HAS(thing->gone);
	long value = 0;

	result = pid_tgid();
	if (has)
		READ(value, thing->gone);
	result += value;
	return 0;
}

SEC("kprobe") int guarded_by_type(void *ctx)
{
	struct missing *missing = (void *)THING(ctx);
	long value = 0;

	if (HAS_TYPE(struct missing))
		READ(value, missing->value);
	result = value;
	return 0;
}

SEC("kprobe") int guarded_by_enum(void *ctx)
{
	struct thing *thing = THING(ctx);
	long value = 0;

	if (HAS_VALUE(LACKING))
		READ(value, thing->gone);
	else if (HAS_VALUE(PRESENT))
		READ(value, thing->there);
	result = value;
	return 0;
}

SEC("kprobe") int guarded_by_constant(void *ctx)
{
	struct thing *thing = THING(ctx);
	long value = 0;

	if (wanted)
		READ(value, thing->gone);
	if (modes[2] == 4)
		READ(value, thing->gone);
	result = value;
	return 0;
}

SEC("kprobe") int guarded_by_config(void *ctx)
{
	struct thing *thing = THING(ctx);
	long value = 0;

	if (CONFIG_THING)
		READ(value, thing->gone);
	result = value;
	return 0;
}

SEC("kprobe") int guarded_by_release(void *ctx)
{
	struct thing *thing = THING(ctx);
	long value = 0;

	if (LINUX_KERNEL_VERSION >= (6 << 16 | 2 << 8))
		READ(value, thing->gone);
	result = value;
	return 0;
}

SEC("kprobe") int guarded_function_of_the_kernel(void *ctx)
{
	if (kernel_thing)
		result = kernel_thing(3);
	return 0;
}

SEC("kprobe") int unsafe(void *ctx)
{
	struct thing *thing = THING(ctx);
	long value = 0;

	READ(value, thing->gone);
	result = value;
	return 0;
}

SEC("kprobe") int unsafe_wrong_way_round(void *ctx)
{
	struct thing *thing = THING(ctx);
	long value = 0;

	if (!HAS(thing->gone))
		READ(value, thing->gone);
	result = value;
	return 0;
}

SEC("kprobe") int unsafe_or(void *ctx)
{
	struct thing *thing = THING(ctx);
	long value = 0;

	if (HAS(thing->gone) || pid_tgid() > 5)
		READ(value, thing->gone);
	result = value;
	return 0;
}

SEC("kprobe") int unsafe_function_of_the_kernel(void *ctx)
{
	result = kernel_thing(3);
	return 0;
}

SEC("kprobe") int unclear_range(void *ctx)
{
	struct thing *thing = THING(ctx);
	long value = 0;
	u64 small = pid_tgid() & 7;

	asm volatile("" : "+r"(small));
	small &= 7;
	asm volatile("" : "+r"(small));
	if (small > 8)
		READ(value, thing->gone);
	result = value;
	return 0;
}

char _license[] SEC("license") = "GPL";
