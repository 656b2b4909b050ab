/* SPDX-License-Identifier: MIT */
/*
 * What the programs of this folder share: integer types, notations, helpers by number, the questions that CO-RE can ask.
 * The kernel's types are declared by each program, no further than it uses them.
 */
#ifndef CROSSCHECK_H
#define CROSSCHECK_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef short s16;
typedef int s32;
typedef long long s64;
typedef _Bool bool;

#define SEC(name) __attribute__((section(name), used))
/* What the kernel supplies. */
#define KSYM __attribute__((section(".ksyms")))
#define KCONFIG __attribute__((section(".kconfig")))
#define NOINLINE __attribute__((noinline))
#define INLINE static inline __attribute__((always_inline))
#define WEAK __attribute__((weak))
#define HIDDEN __attribute__((visibility("hidden")))

/* A license, which every object has. */
#define LICENSE(text) char _license[] SEC("license") = text

/* Keeps the optimizer from knowing a value. */
#define OPAQUE(value) ({ __typeof__(value) __opaque = (value); asm volatile("" : "+r"(__opaque)); __opaque; })

/* Members of a map definition. */
#define __uint(name, value) int(*name)[value]
#define __type(name, type) __typeof__(type) *name
#define __array(name, type) __typeof__(type) *name[]
#define __ulong(name, value) enum { JOIN(__unique_, __COUNTER__) = value } name
#define JOIN(a, b) JOIN_(a, b)
#define JOIN_(a, b) a##b

/* A map with the usual four. */
#define MAP(name, kind, entries, key_type, value_type) \
	struct {                                       \
		__uint(type, kind);                    \
		__uint(max_entries, entries);          \
		__type(key, key_type);                 \
		__type(value, value_type);             \
	} name SEC(".maps")

enum {
	HASH = 1,
	ARRAY = 2,
	PROG_ARRAY = 3,
	PERF_EVENT_ARRAY = 4,
	PERCPU_HASH = 5,
	PERCPU_ARRAY = 6,
	STACK_TRACE = 7,
	CGROUP_ARRAY = 8,
	LRU_HASH = 9,
	LRU_PERCPU_HASH = 10,
	LPM_TRIE = 11,
	ARRAY_OF_MAPS = 12,
	HASH_OF_MAPS = 13,
	DEVMAP = 14,
	SOCKMAP = 15,
	CPUMAP = 16,
	XSKMAP = 17,
	SOCKHASH = 18,
	CGROUP_STORAGE = 19,
	REUSEPORT_SOCKARRAY = 20,
	PERCPU_CGROUP_STORAGE = 21,
	QUEUE = 22,
	STACK = 23,
	SK_STORAGE = 24,
	DEVMAP_HASH = 25,
	RINGBUF = 27,
	INODE_STORAGE = 28,
	TASK_STORAGE = 29,
	BLOOM_FILTER = 30,
	USER_RINGBUF = 31,
	CGRP_STORAGE = 32,
	ARENA = 33,
};

enum {
	F_NO_PREALLOC = 1 << 0,
	F_NUMA_NODE = 1 << 2,
	F_RDONLY = 1 << 3,
	F_STACK_BUILD_ID = 1 << 5,
	F_RDONLY_PROG = 1 << 7,
	F_MMAPABLE = 1 << 10,
	F_INNER_MAP = 1 << 12,
};

/* Helpers, by their numbers in the kernel's interface. */
static void *(*const bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*const bpf_map_update_elem)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*const bpf_map_delete_elem)(void *map, const void *key) = (void *)3;
static u64 (*const bpf_ktime_get_ns)(void) = (void *)5;
static long (*const bpf_trace_printk)(const char *format, u32 size, ...) = (void *)6;
static u32 (*const bpf_get_smp_processor_id)(void) = (void *)8;
static long (*const bpf_tail_call)(void *ctx, void *map, u32 index) = (void *)12;
static u64 (*const bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*const bpf_perf_event_output)(void *ctx, void *map, u64 flags, void *data, u64 size) = (void *)25;
static u64 (*const bpf_get_current_task)(void) = (void *)35;
static long (*const bpf_spin_lock)(void *lock) = (void *)93;
static long (*const bpf_spin_unlock)(void *lock) = (void *)94;
static long (*const bpf_probe_read_kernel)(void *target, u32 size, const void *source) = (void *)113;
static long (*const bpf_probe_read_kernel_str)(void *target, u32 size, const void *source) = (void *)115;
static long (*const bpf_ringbuf_output)(void *ring, void *data, u64 size, u64 flags) = (void *)130;
static void *(*const bpf_this_cpu_ptr)(const void *variable) = (void *)154;
static void *(*const bpf_get_current_task_btf)(void) = (void *)158;
static long (*const bpf_for_each_map_elem)(void *map, void *callback, void *data, u64 flags) = (void *)164;
static long (*const bpf_timer_init)(void *timer, void *map, u64 flags) = (void *)169;
static long (*const bpf_timer_set_callback)(void *timer, void *callback) = (void *)170;
static long (*const bpf_timer_start)(void *timer, u64 nanoseconds, u64 flags) = (void *)171;
static long (*const bpf_find_vma)(void *task, u64 address, void *callback, void *data, u64 flags) = (void *)180;
static long (*const bpf_loop)(u32 times, void *callback, void *data, u64 flags) = (void *)181;

/* ---- CO-RE ---- */

/* Accesses to what is declared with it are asked of the kernel's types. */
#define KERNEL __attribute__((preserve_access_index))

#define FIELD_OFFSET(field) __builtin_preserve_field_info(field, 0)
#define FIELD_SIZE(field) __builtin_preserve_field_info(field, 1)
#define FIELD_EXISTS(field) __builtin_preserve_field_info(field, 2)
#define FIELD_SIGNED(field) __builtin_preserve_field_info(field, 3)
#define FIELD_LSHIFT(field) __builtin_preserve_field_info(field, 4)
#define FIELD_RSHIFT(field) __builtin_preserve_field_info(field, 5)
/* A field without a variable at hand. */
#define FIELD(type, field) (((type *)0)->field)

#define TYPE_ID_LOCAL(type) __builtin_btf_type_id(*(type *)0, 0)
#define TYPE_ID_TARGET(type) __builtin_btf_type_id(*(type *)0, 1)
#define TYPE_EXISTS(type) __builtin_preserve_type_info(*(type *)0, 0)
#define TYPE_SIZE(type) __builtin_preserve_type_info(*(type *)0, 1)
#define TYPE_MATCHES(type) __builtin_preserve_type_info(*(type *)0, 2)

#define ENUM_EXISTS(type, value) __builtin_preserve_enum_value(*(type *)value, 0)
#define ENUM_VALUE(type, value) __builtin_preserve_enum_value(*(type *)value, 1)

/* Reads a field of kernel memory into a variable of the field's local type, or 0. */
#define READ(field)                                                            \
	({                                                                     \
		__typeof__(field) __value;                                     \
		bpf_probe_read_kernel((void *)&__value, sizeof(__value), (const void *)&(field)); \
		__value;                                                       \
	})
/* The same where the way to the field begins with an index. */
#define READ_INDEXED(field)                                                    \
	({                                                                     \
		__typeof__(field) __value;                                     \
		bpf_probe_read_kernel((void *)&__value, sizeof(__value),       \
				      __builtin_preserve_access_index((const void *)&(field))); \
		__value;                                                       \
	})

/* Reads a bit-field as loaders expect it: load unit, then both shifts. Little- and big-endian. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define BITS_AT(value, size) ((void *)&(value))
#else
#define BITS_AT(value, size) ((void *)&(value) + (8 - (size)))
#endif
#define READ_BITS(record, field)                                                                             \
	({                                                                                                   \
		u64 __bits = 0;                                                                              \
		bpf_probe_read_kernel(BITS_AT(__bits, FIELD_SIZE((record)->field)), FIELD_SIZE((record)->field), \
				      (const void *)(record) + FIELD_OFFSET((record)->field));               \
		__bits <<= FIELD_LSHIFT((record)->field);                                                    \
		FIELD_SIGNED((record)->field) ? (u64)((s64)__bits >> FIELD_RSHIFT((record)->field)) :        \
						__bits >> FIELD_RSHIFT((record)->field);                     \
	})

/* Where answers go, so that nothing is optimized away. */
#define ANSWERS(count) u64 answers[count]

#endif
