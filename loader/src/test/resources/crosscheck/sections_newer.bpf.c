// SPDX-License-Identifier: MIT
// Sections that came after libbpf 1.1.
#include "crosscheck.h"

#define PROGRAM(name, section) \
	SEC(section)           \
	int name(void *ctx)    \
	{                      \
		return 0;      \
	}

PROGRAM(on_kprobe_session, "kprobe.session")
PROGRAM(on_kprobe_session_vfs_read, "kprobe.session/vfs_read")
PROGRAM(on_uprobe_multi, "uprobe.multi")
PROGRAM(on_uprobe_multi__usr_bin_true_m_, "uprobe.multi//usr/bin/true:m*")
PROGRAM(on_uretprobe_multi__usr_bin_true_m_, "uretprobe.multi//usr/bin/true:m*")
PROGRAM(on_uprobe_multi_s__usr_bin_true_m_, "uprobe.multi.s//usr/bin/true:m*")
PROGRAM(on_uretprobe_multi_s__usr_bin_true_m_, "uretprobe.multi.s//usr/bin/true:m*")
PROGRAM(on_uprobe_session__usr_bin_true_m_, "uprobe.session//usr/bin/true:m*")
PROGRAM(on_uprobe_session_s__usr_bin_true_m_, "uprobe.session.s//usr/bin/true:m*")
PROGRAM(on_usdt_s__usr_lib_libc_so_6_libc_setjmp, "usdt.s//usr/lib/libc.so.6:libc:setjmp")
PROGRAM(on_tc_ingress, "tc/ingress")
PROGRAM(on_tcx_ingress, "tcx/ingress")
PROGRAM(on_tc_egress, "tc/egress")
PROGRAM(on_tcx_egress, "tcx/egress")
PROGRAM(on_netkit_primary, "netkit/primary")
PROGRAM(on_netkit_peer, "netkit/peer")
PROGRAM(on_netfilter, "netfilter")
PROGRAM(on_sk_skb_verdict, "sk_skb/verdict")
PROGRAM(on_cgroup_connect_unix, "cgroup/connect_unix")
PROGRAM(on_cgroup_sendmsg_unix, "cgroup/sendmsg_unix")
PROGRAM(on_cgroup_recvmsg_unix, "cgroup/recvmsg_unix")
PROGRAM(on_cgroup_getpeername_unix, "cgroup/getpeername_unix")
PROGRAM(on_cgroup_getsockname_unix, "cgroup/getsockname_unix")

LICENSE("GPL");
