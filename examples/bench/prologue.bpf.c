/* SPDX-License-Identifier: MIT */
/*
 * What this project is for: a probe that takes three registers, follows a chain of four pointers through the kernel's
 * memory, and decides. Once as the kprobe that it is, on a recorded frame and recorded memory, and once with the same
 * body as an XDP program, which kernels can test-run: its frame and its objects lie in global variables.
 */
#include "bench.h"

#define FILE_DENTRY 72
#define DENTRY_INODE 48
#define INODE_SUPER 40
#define SUPER_FLAGS 80

struct pt_regs {
	u64 r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp, ss;
};

/* What an event of this program takes from its surroundings: see docs/cli.md on `bench`. */
#define FILE_AT 0xffff888001000000
#define DENTRY_AT 0xffff888001002040
#define INODE_AT 0xffff888001234500
#define SUPER_AT 0xffff888002000800

struct extent {
	u64 address;
	u64 words[16];
};

struct pt_regs bench_context = { .di = FILE_AT, .si = 0x7ffd00001000, .dx = 4096, .ip = 0xffffffff81400000 };
struct extent bench_memory[4] = {
	{ FILE_AT, { [FILE_DENTRY / 8] = DENTRY_AT } },
	{ DENTRY_AT, { [DENTRY_INODE / 8] = INODE_AT } },
	{ INODE_AT, { [INODE_SUPER / 8] = SUPER_AT } },
	{ SUPER_AT, { [SUPER_FLAGS / 8] = 0x10400 } },
};

struct pt_regs frame;
struct extent objects[4];

static INLINE int handle(u64 file, u64 buffer, u64 count)
{
	u64 dentry, inode, super, flags;

	if (bpf_probe_read_kernel(&dentry, sizeof(dentry), (void *)(file + FILE_DENTRY)))
		return 1;
	if (bpf_probe_read_kernel(&inode, sizeof(inode), (void *)(dentry + DENTRY_INODE)))
		return 2;
	if (bpf_probe_read_kernel(&super, sizeof(super), (void *)(inode + INODE_SUPER)))
		return 3;
	if (bpf_probe_read_kernel(&flags, sizeof(flags), (void *)(super + SUPER_FLAGS)))
		return 4;
	if (flags & 1)
		return 5;
	if (count == 0 || count > 1 << 20)
		return 6;
	if (buffer >> 47)
		return 7;
	if (flags & 0x400)
		count += 16;
	return (int)(count + (flags >> 8) + (buffer & 0xfff));
}

/* Runs once before anything is measured. */
SEC("xdp") int setup(struct xdp_md *ctx)
{
	objects[0].words[FILE_DENTRY / 8] = (u64)objects[1].words;
	objects[1].words[DENTRY_INODE / 8] = (u64)objects[2].words;
	objects[2].words[INODE_SUPER / 8] = (u64)objects[3].words;
	objects[3].words[SUPER_FLAGS / 8] = 0x10400;
	frame.di = (u64)objects[0].words;
	frame.si = 0x7ffd00001000;
	frame.dx = 4096;
	return 0;
}

SEC("kprobe/vfs_read") int prologue(struct pt_regs *ctx)
{
	return handle(ctx->di, ctx->si, ctx->dx);
}

SEC("xdp") int prologue_body(struct xdp_md *ctx)
{
	return handle(frame.di, frame.si, frame.dx);
}
