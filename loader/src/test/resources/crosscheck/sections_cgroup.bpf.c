// SPDX-License-Identifier: MIT
// Sections of programs on control groups.
#include "crosscheck.h"

#define PROGRAM(name, section) \
	SEC(section)           \
	int name(void *ctx)    \
	{                      \
		return 0;      \
	}

PROGRAM(on_cgroup_skb_ingress, "cgroup_skb/ingress")
PROGRAM(on_cgroup_skb_egress, "cgroup_skb/egress")
PROGRAM(on_cgroup_skb, "cgroup/skb")
PROGRAM(on_cgroup_sock, "cgroup/sock")
PROGRAM(on_cgroup_sock_create, "cgroup/sock_create")
PROGRAM(on_cgroup_sock_release, "cgroup/sock_release")
PROGRAM(on_cgroup_post_bind4, "cgroup/post_bind4")
PROGRAM(on_cgroup_post_bind6, "cgroup/post_bind6")
PROGRAM(on_cgroup_bind4, "cgroup/bind4")
PROGRAM(on_cgroup_bind6, "cgroup/bind6")
PROGRAM(on_cgroup_connect4, "cgroup/connect4")
PROGRAM(on_cgroup_connect6, "cgroup/connect6")
PROGRAM(on_cgroup_getpeername4, "cgroup/getpeername4")
PROGRAM(on_cgroup_getpeername6, "cgroup/getpeername6")
PROGRAM(on_cgroup_getsockname4, "cgroup/getsockname4")
PROGRAM(on_cgroup_getsockname6, "cgroup/getsockname6")
PROGRAM(on_cgroup_sendmsg4, "cgroup/sendmsg4")
PROGRAM(on_cgroup_sendmsg6, "cgroup/sendmsg6")
PROGRAM(on_cgroup_recvmsg4, "cgroup/recvmsg4")
PROGRAM(on_cgroup_recvmsg6, "cgroup/recvmsg6")
PROGRAM(on_cgroup_sysctl, "cgroup/sysctl")
PROGRAM(on_cgroup_getsockopt, "cgroup/getsockopt")
PROGRAM(on_cgroup_setsockopt, "cgroup/setsockopt")
PROGRAM(on_cgroup_dev, "cgroup/dev")

LICENSE("GPL");
