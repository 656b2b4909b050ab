// SPDX-License-Identifier: MIT
// Sections that no libbpf before 1.8 knows: what is expected of them is from the specification.
#include "crosscheck.h"

#define PROGRAM(name, section) \
	SEC(section)           \
	int name(void *ctx)    \
	{                      \
		return 0;      \
	}

PROGRAM(on_tracepoint_s_syscalls_sys_enter_openat, "tracepoint.s/syscalls/sys_enter_openat")
PROGRAM(on_tp_s_syscalls_sys_enter_openat, "tp.s/syscalls/sys_enter_openat")
PROGRAM(on_raw_tracepoint_s_sys_enter, "raw_tracepoint.s/sys_enter")
PROGRAM(on_raw_tp_s_sys_enter, "raw_tp.s/sys_enter")
PROGRAM(on_tp_btf_s_sys_enter, "tp_btf.s/sys_enter")
PROGRAM(on_fentry_multi_vfs__, "fentry.multi/vfs_*")
PROGRAM(on_fexit_multi_vfs__, "fexit.multi/vfs_*")
PROGRAM(on_fsession_multi_vfs__, "fsession.multi/vfs_*")
PROGRAM(on_fentry_multi_s_vfs__, "fentry.multi.s/vfs_*")
PROGRAM(on_fexit_multi_s_vfs__, "fexit.multi.s/vfs_*")
PROGRAM(on_fsession_multi_s_vfs__, "fsession.multi.s/vfs_*")

LICENSE("GPL");
