// SPDX-License-Identifier: MIT
// Sections of programs on functions of the kernel and of processes.
#include "crosscheck.h"

#define PROGRAM(name, section) \
	SEC(section)           \
	int name(void *ctx)    \
	{                      \
		return 0;      \
	}

PROGRAM(on_kprobe, "kprobe")
PROGRAM(on_kretprobe, "kretprobe")
PROGRAM(on_kprobe_vfs_read, "kprobe/vfs_read")
PROGRAM(on_kprobe_vfs_read_8, "kprobe/vfs_read+8")
PROGRAM(on_kprobe_vfs_read_0x10, "kprobe/vfs_read+0x10")
PROGRAM(on_kretprobe_vfs_read, "kretprobe/vfs_read")
PROGRAM(on_kprobe_multi, "kprobe.multi")
PROGRAM(on_kretprobe_multi, "kretprobe.multi")
PROGRAM(on_kprobe_multi_vfs__, "kprobe.multi/vfs_*")
PROGRAM(on_kretprobe_multi__read_, "kretprobe.multi/*read?")
PROGRAM(on_uprobe, "uprobe")
PROGRAM(on_uretprobe, "uretprobe")
PROGRAM(on_uprobe_s, "uprobe.s")
PROGRAM(on_uretprobe_s, "uretprobe.s")
PROGRAM(on_uprobe__usr_bin_true_main, "uprobe//usr/bin/true:main")
PROGRAM(on_uprobe__usr_bin_true_0x1234, "uprobe//usr/bin/true:0x1234")
PROGRAM(on_uprobe_libc_so_6_malloc_4, "uprobe/libc.so.6:malloc+4")
PROGRAM(on_uretprobe__usr_bin_true_main, "uretprobe//usr/bin/true:main")
PROGRAM(on_uprobe_s__usr_bin_true_main, "uprobe.s//usr/bin/true:main")
PROGRAM(on_uretprobe_s__usr_bin_true_main, "uretprobe.s//usr/bin/true:main")
PROGRAM(on_ksyscall, "ksyscall")
PROGRAM(on_kretsyscall, "kretsyscall")
PROGRAM(on_ksyscall_openat, "ksyscall/openat")
PROGRAM(on_kretsyscall_openat, "kretsyscall/openat")
PROGRAM(on_usdt, "usdt")
PROGRAM(on_usdt__usr_lib_libc_so_6_libc_setjmp, "usdt//usr/lib/libc.so.6:libc:setjmp")

LICENSE("GPL");
