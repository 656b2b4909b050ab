// SPDX-License-Identifier: MIT
// Sections of programs on packets and sockets.
#include "crosscheck.h"

#define PROGRAM(name, section) \
	SEC(section)           \
	int name(void *ctx)    \
	{                      \
		return 0;      \
	}

PROGRAM(on_socket, "socket")
PROGRAM(on_tc, "tc")
PROGRAM(on_classifier, "classifier")
PROGRAM(on_action, "action")
PROGRAM(on_xdp, "xdp")
PROGRAM(on_xdp_frags, "xdp.frags")
PROGRAM(on_xdp_devmap, "xdp/devmap")
PROGRAM(on_xdp_cpumap, "xdp/cpumap")
PROGRAM(on_xdp_frags_devmap, "xdp.frags/devmap")
PROGRAM(on_xdp_frags_cpumap, "xdp.frags/cpumap")
PROGRAM(on_lwt_in, "lwt_in")
PROGRAM(on_lwt_out, "lwt_out")
PROGRAM(on_lwt_xmit, "lwt_xmit")
PROGRAM(on_lwt_seg6local, "lwt_seg6local")
PROGRAM(on_sockops, "sockops")
PROGRAM(on_sk_skb, "sk_skb")
PROGRAM(on_sk_skb_stream_parser, "sk_skb/stream_parser")
PROGRAM(on_sk_skb_stream_verdict, "sk_skb/stream_verdict")
PROGRAM(on_sk_msg, "sk_msg")
PROGRAM(on_sk_lookup, "sk_lookup")
PROGRAM(on_sk_reuseport, "sk_reuseport")
PROGRAM(on_sk_reuseport_migrate, "sk_reuseport/migrate")
PROGRAM(on_flow_dissector, "flow_dissector")
PROGRAM(on_lirc_mode2, "lirc_mode2")

LICENSE("GPL");
