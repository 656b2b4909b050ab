// SPDX-License-Identifier: MIT
// Sections of programs on tracepoints and functions, with and without the types of the kernel. Typed ones without a target are refused when they are loaded.
#include "crosscheck.h"

#define PROGRAM(name, section) \
	SEC(section)           \
	int name(void *ctx)    \
	{                      \
		return 0;      \
	}

PROGRAM(on_tracepoint, "tracepoint")
PROGRAM(on_tp, "tp")
PROGRAM(on_tracepoint_syscalls_sys_enter_openat, "tracepoint/syscalls/sys_enter_openat")
PROGRAM(on_tp_sched_sched_switch, "tp/sched/sched_switch")
PROGRAM(on_raw_tracepoint, "raw_tracepoint")
PROGRAM(on_raw_tp, "raw_tp")
PROGRAM(on_raw_tracepoint_sys_enter, "raw_tracepoint/sys_enter")
PROGRAM(on_raw_tp_sched_switch, "raw_tp/sched_switch")
PROGRAM(on_raw_tracepoint_w, "raw_tracepoint.w")
PROGRAM(on_raw_tp_w, "raw_tp.w")
PROGRAM(on_raw_tracepoint_w_sys_enter, "raw_tracepoint.w/sys_enter")
PROGRAM(on_raw_tp_w_sys_enter, "raw_tp.w/sys_enter")
PROGRAM(on_tp_btf, "tp_btf")
PROGRAM(on_tp_btf_sched_switch, "tp_btf/sched_switch")
PROGRAM(on_tp_btf_no_such_tracepoint, "tp_btf/no_such_tracepoint")
PROGRAM(on_fentry, "fentry")
PROGRAM(on_fexit, "fexit")
PROGRAM(on_fmod_ret, "fmod_ret")
PROGRAM(on_fentry_vfs_read, "fentry/vfs_read")
PROGRAM(on_fexit_vfs_read, "fexit/vfs_read")
PROGRAM(on_fmod_ret_security_file_open, "fmod_ret/security_file_open")
PROGRAM(on_fentry_s, "fentry.s")
PROGRAM(on_fentry_s_vfs_read, "fentry.s/vfs_read")
PROGRAM(on_fexit_s_vfs_read, "fexit.s/vfs_read")
PROGRAM(on_fmod_ret_s_security_file_open, "fmod_ret.s/security_file_open")
PROGRAM(on_fentry_no_such_function, "fentry/no_such_function")
PROGRAM(on_fentry_no_such_module_function, "fentry/no_such_module:function")
PROGRAM(on_freplace, "freplace")
PROGRAM(on_freplace_some_function, "freplace/some_function")
PROGRAM(on_lsm, "lsm")
PROGRAM(on_lsm_file_open, "lsm/file_open")
PROGRAM(on_lsm_s_file_open, "lsm.s/file_open")
PROGRAM(on_lsm_no_such_hook, "lsm/no_such_hook")
PROGRAM(on_lsm_cgroup_socket_bind, "lsm_cgroup/socket_bind")
PROGRAM(on_iter_task, "iter/task")
PROGRAM(on_iter_bpf_map, "iter/bpf_map")
PROGRAM(on_iter_s_task, "iter.s/task")
PROGRAM(on_iter_no_such_iterator, "iter/no_such_iterator")
PROGRAM(on_iter, "iter")
PROGRAM(on_perf_event, "perf_event")
PROGRAM(on_syscall, "syscall")

LICENSE("GPL");
