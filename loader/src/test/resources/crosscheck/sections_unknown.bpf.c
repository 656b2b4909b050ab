// SPDX-License-Identifier: MIT
// Sections that nobody knows: opened, refused when they are loaded. Some begin like known ones.
#include "crosscheck.h"

#define PROGRAM(name, section) \
	SEC(section)           \
	int name(void *ctx)    \
	{                      \
		return 0;      \
	}

PROGRAM(on_sk_skb1, "sk_skb1")
PROGRAM(on_xdp_prog, "xdp_prog")
PROGRAM(on_socket_filter, "socket_filter")
PROGRAM(on_test, "test")
PROGRAM(on_nginx_one, "nginx/one")
PROGRAM(on_dummy_tracepoint, "dummy_tracepoint")
PROGRAM(on_xdpx, "xdpx")
PROGRAM(on_xdp_other, "xdp/other")
PROGRAM(on_kprobes, "kprobes")
PROGRAM(on_kprobe_multis, "kprobe.multis")
PROGRAM(on_tc_other, "tc/other")
PROGRAM(on_perf_event_x, "perf_event/x")
PROGRAM(on_socket_x, "socket/x")
PROGRAM(on_cgroup, "cgroup")
PROGRAM(on_cgroup_other, "cgroup/other")
PROGRAM(on_lsm_cgroupx, "lsm_cgroupx")
PROGRAM(on_unknown, "?unknown")
PROGRAM(on_, "?")
PROGRAM(on_fentryx, "fentryx")
PROGRAM(on_tracepointx_a, "tracepointx/a")
PROGRAM(on_uprobe_x, "uprobe.x")

LICENSE("GPL");
