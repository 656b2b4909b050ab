// SPDX-License-Identifier: MIT
// Types, functions and variables that only a module has: the module of module.c.
#include "crosscheck.h"

struct only_in_module {
	u32 before;
	u32 wanted;
	u32 bits : 5;
} KERNEL;

struct twin {
	u32 same;
} KERNEL;

enum module_enum {
	MODULE_VALUE = 1,
};

extern u32 module_function(struct only_in_module *record, u32 number) KSYM WEAK;
extern const struct only_in_module module_variable KSYM WEAK;

ANSWERS(8);

SEC("kprobe/x")
int fields(void *ctx)
{
	struct only_in_module *record = (void *)bpf_get_current_task();

	answers[0] = READ(record->wanted);
	answers[1] = READ_BITS(record, bits);
	answers[2] = TYPE_SIZE(struct only_in_module);
	answers[3] = ENUM_VALUE(enum module_enum, MODULE_VALUE);
	answers[4] = TYPE_ID_TARGET(struct only_in_module);
	return 0;
}

SEC("kprobe/x")
int of_the_kernel_first(void *ctx)
{
	answers[0] = FIELD_OFFSET(FIELD(struct twin, same));
	return 0;
}

SEC("raw_tp/x")
int calls(void *ctx)
{
	answers[0] = module_function(0, 3);
	return 0;
}

SEC("raw_tp/x")
int reads(void *ctx)
{
	const struct only_in_module *variable = bpf_this_cpu_ptr(&module_variable);

	answers[0] = variable->wanted;
	return 0;
}

SEC("fentry/module_function")
int on_function(void *ctx)
{
	return 0;
}

SEC("fentry/a_module:module_function")
int on_function_of_module(void *ctx)
{
	return 0;
}

SEC("fentry/other_module:module_function")
int on_function_of_another(void *ctx)
{
	return 0;
}

LICENSE("GPL");
