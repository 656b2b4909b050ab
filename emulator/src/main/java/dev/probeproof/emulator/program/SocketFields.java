// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import static dev.probeproof.emulator.program.StructField.DOUBLE_WORD;
import static dev.probeproof.emulator.program.StructField.NARROW;
import static dev.probeproof.emulator.program.StructField.WORD;

/** {@code struct bpf_sock}, {@code bpf_tcp_sock} and {@code bpf_xdp_sock}: sockets, read-only behind typed pointers. */
final class SocketFields {
    static final FieldTable SOCKET = FieldTable.of(
            StructField.of("bound_dev_if", 0, 4, WORD),
            StructField.head("family", 4),
            StructField.head("type", 8),
            StructField.head("protocol", 12),
            StructField.of("mark", 16, 4, WORD),
            StructField.of("priority", 20, 4, WORD),
            StructField.word("src_ip4", 24),
            StructField.of("src_ip6", 28, 16, NARROW),
            StructField.head("src_port", 44),
            // A be16 with 16 bits of padding: whole programs read it as 32 bits, so that stays allowed.
            StructField.of("dst_port padding", 50, 2, 0),
            StructField.word("dst_port", 48),
            StructField.word("dst_ip4", 52),
            StructField.of("dst_ip6", 56, 16, NARROW),
            StructField.head("state", 72),
            StructField.head("rx_queue_mapping", 76).since("5.8"));

    /** What sockets of every kind have, also request and time-wait ones. */
    static final FieldTable COMMON = SOCKET.without("type", "protocol", "mark", "priority");

    static final FieldTable TCP = FieldTable.of(
            StructField.of("snd_cwnd … sacked_out", 0, 80, WORD),
            // Only where these start do kernels ask for all of them.
            StructField.of("bytes_received, upper half", 84, 4, WORD),
            StructField.of("bytes_received", 80, 8, DOUBLE_WORD),
            StructField.of("bytes_acked, upper half", 92, 4, WORD),
            StructField.of("bytes_acked", 88, 8, DOUBLE_WORD),
            StructField.of("dsack_dups … icsk_retransmits", 96, 16, WORD));

    static final FieldTable XDP = FieldTable.of(StructField.of("queue_id", 0, 4, WORD));

    private SocketFields() {}
}
