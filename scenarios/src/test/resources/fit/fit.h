/* SPDX-License-Identifier: MIT */
/* What the objects here share: kernel types as far as they are asked for, and the questions of CO-RE. */
#ifndef FIT_H
#define FIT_H

#include "probeproof.h"

#define KERNEL_TYPE __attribute__((preserve_access_index))
#define __ksym __attribute__((section(".ksyms")))
#define __weak __attribute__((weak))

/* The address of a member on the kernel that the object is loaded on. */
#define AT(member) __builtin_preserve_access_index(&(member))
#define FIELD_EXISTS(member) __builtin_preserve_field_info(member, 2)
#define ENUMERATOR_EXISTS(type, value) __builtin_preserve_enum_value(*(type *)value, 0)

static void *(*const bpf_get_current_task)(void) = (void *)35;
static long (*const bpf_loop)(u32 count, void *callback, void *context, u64 flags) = (void *)181;
static long (*const bpf_ktime_get_tai_ns)(void) = (void *)208;

char LICENSE[] SEC("license") = "GPL";

#endif
