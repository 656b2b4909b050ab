/* SPDX-License-Identifier: MIT */
/*
 * What a probeproof program in C needs, in one file: integer types, section and map notation, helpers, probe tags.
 * No kernel header and no vmlinux.h: kernel data is fetched by the prologue that probeproof puts before the program.
 */
#ifndef PROBEPROOF_H
#define PROBEPROOF_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef short s16;
typedef int s32;
typedef long long s64;

/* Puts a function or variable into a section of the object file. */
#define SEC(name) __attribute__((section(name), used))

/*
 * Attaches a probe definition to a program; write as many as there are places to probe:
 *
 *     PROBE("vfs_read(file->f_path.dentry->d_name.name:string, count)")
 *     SEC("kprobe") int on_read(struct pt_regs *ctx, u64 failed, const struct read_args *args)
 *
 * The fetched arguments lie in the struct in the order of the definition. An integer takes eight bytes and is
 * sign-extended if the kernel's type is signed. Bit i of `failed` is set if argument i could not be fetched; it is
 * then all zeros.
 */
#define PROBE(definition) __attribute__((btf_decl_tag("probe:" definition)))

/* A fetched string: its length with the NUL, then its bytes. Strings are cut at 64 bytes unless the definition says more. */
#define PROBE_STRING(name) PROBE_STRING_OF(name, 64)
#define PROBE_STRING_OF(name, bytes) \
	u64 name##_length;           \
	char name[((bytes) + 7) / 8 * 8]

/* Members of a map definition in section ".maps": numbers and types travel as BTF. */
#define __uint(name, value) int(*name)[value]
#define __type(name, type) __typeof__(type) *name
#define __array(name, type) __typeof__(type) *name[]

enum {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PROG_ARRAY = 3,
	BPF_MAP_TYPE_PERF_EVENT_ARRAY = 4,
	BPF_MAP_TYPE_PERCPU_HASH = 5,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_RINGBUF = 27,
};

enum {
	BPF_ANY = 0,
	BPF_NOEXIST = 1,
	BPF_EXIST = 2,
};

#define BPF_F_CURRENT_CPU 0xffffffffULL

/* Helpers, by their numbers in the kernel's interface. */
static void *(*const bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*const bpf_map_update_elem)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*const bpf_map_delete_elem)(void *map, const void *key) = (void *)3;
static u64 (*const bpf_ktime_get_ns)(void) = (void *)5;
static u32 (*const bpf_get_smp_processor_id)(void) = (void *)8;
static u64 (*const bpf_get_current_pid_tgid)(void) = (void *)14;
static u64 (*const bpf_get_current_uid_gid)(void) = (void *)15;
static long (*const bpf_get_current_comm)(void *buffer, u32 size) = (void *)16;
static long (*const bpf_perf_event_output)(void *ctx, void *map, u64 flags, void *data, u64 size) = (void *)25;
static long (*const bpf_probe_read_user)(void *target, u32 size, const void *source) = (void *)112;
static long (*const bpf_probe_read_kernel)(void *target, u32 size, const void *source) = (void *)113;
static long (*const bpf_probe_read_user_str)(void *target, u32 size, const void *source) = (void *)114;
static long (*const bpf_probe_read_kernel_str)(void *target, u32 size, const void *source) = (void *)115;
static long (*const bpf_ringbuf_output)(void *ring, void *data, u64 size, u64 flags) = (void *)130;
static void *(*const bpf_ringbuf_reserve)(void *ring, u64 size, u64 flags) = (void *)131;
static void (*const bpf_ringbuf_submit)(void *data, u64 flags) = (void *)132;
static void (*const bpf_ringbuf_discard)(void *data, u64 flags) = (void *)133;

struct pt_regs;

#endif
