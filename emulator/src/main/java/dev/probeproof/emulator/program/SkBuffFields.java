// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import static dev.probeproof.emulator.program.StructField.ANY;
import static dev.probeproof.emulator.program.StructField.DOUBLE_WORD;
import static dev.probeproof.emulator.program.StructField.NARROW;
import static dev.probeproof.emulator.program.StructField.WORD;

/** {@code struct __sk_buff}: a packet with its metadata, as most network types see it. Each hides a part of it. */
final class SkBuffFields {
    /** All of it; the packet's and the flow's pointers are numbers until a type says that it gives them. */
    static final FieldTable ALL = FieldTable.of(
                    StructField.word("len", 0),
                    StructField.word("pkt_type", 4),
                    StructField.word("mark", 8),
                    StructField.word("queue_mapping", 12),
                    StructField.word("protocol", 16),
                    StructField.word("vlan_present", 20),
                    StructField.word("vlan_tci", 24),
                    StructField.word("vlan_proto", 28),
                    StructField.word("priority", 32),
                    StructField.word("ingress_ifindex", 36),
                    StructField.word("ifindex", 40),
                    StructField.word("tc_index", 44),
                    StructField.of("cb", 48, 20, ANY).writing(ANY),
                    StructField.word("hash", 68),
                    StructField.word("tc_classid", 72),
                    StructField.of("data", 76, 4, WORD),
                    StructField.of("data_end", 80, 4, WORD),
                    StructField.word("napi_id", 84),
                    StructField.word("family", 88),
                    StructField.of("remote_ip4", 92, 4, WORD),
                    StructField.of("local_ip4", 96, 4, WORD),
                    StructField.of("remote_ip6", 100, 16, WORD),
                    StructField.of("local_ip6", 116, 16, WORD),
                    StructField.word("remote_port", 132),
                    StructField.word("local_port", 136),
                    StructField.of("data_meta", 140, 4, WORD),
                    StructField.of("flow_keys", 144, 8, 0).since("4.20"),
                    StructField.of("tstamp", 152, 8, DOUBLE_WORD).since("5.0"),
                    StructField.word("wire_len", 160).since("5.0"),
                    StructField.word("gso_segs", 164).since("5.1"),
                    StructField.pointer("sk", 168, 8, KernelPointers.SOCK_COMMON_OR_NULL)
                            .since("5.1"),
                    StructField.word("gso_size", 176).since("5.7"),
                    StructField.of("end", 180, 4, NARROW).since("5.7").until("5.16"),
                    StructField.of("tstamp_type", 180, 1, 0).since("5.18"),
                    StructField.of("hwtstamp", 184, 8, DOUBLE_WORD).since("5.16"))
            .leaking(StructField.of("sk, less its first byte", 169, 7, NARROW));

    /** The address fields of a socket. */
    private static final String[] ADDRESSES = {
        "family", "remote_ip4", "local_ip4", "remote_ip6", "local_ip6", "remote_port", "local_port"
    };

    /** Socket filters: no packet pointers, no addresses, nothing to write but {@code cb}. */
    static final FieldTable SOCKET_FILTER = ALL.without(ADDRESSES)
            .without("tc_classid", "data", "data_meta", "data_end", "tstamp", "wire_len", "hwtstamp");

    static final FieldTable CGROUP = packet(ALL.without("tc_classid", "data_meta", "wire_len"))
            .writing(WORD, "mark", "priority")
            .writing(DOUBLE_WORD, "tstamp");

    static final FieldTable LIGHTWEIGHT_TUNNEL = packet(
                    ALL.without(ADDRESSES).without("tc_classid", "data_meta", "tstamp", "wire_len", "hwtstamp"))
            .writing(WORD, "mark", "priority");

    static final FieldTable TRAFFIC_CONTROL = packet(ALL.without(ADDRESSES))
            .changing(field -> field.giving(KernelPointers.PACKET_META), "data_meta")
            .changing(field -> field.reading(1), "tstamp_type")
            .writing(WORD, "mark", "queue_mapping", "tc_index", "priority", "tc_classid")
            .writing(DOUBLE_WORD, "tstamp");

    static final FieldTable STREAM = packet(
                    ALL.without("tc_classid", "data_meta", "tstamp", "wire_len", "hwtstamp", "mark"))
            .writing(0, "cb")
            .writing(WORD, "tc_index", "priority");

    static final FieldTable FLOW_DISSECTOR = packet(ALL.only("data", "data_end", "flow_keys"))
            .changing(field -> field.reading(DOUBLE_WORD).giving(KernelPointers.FLOW_KEYS), "flow_keys")
            .leaking(
                    overlong("data", 76, 4, KernelPointers.PACKET),
                    overlong("data_end", 80, 4, KernelPointers.PACKET_END),
                    overlong("flow_keys", 144, 8, KernelPointers.FLOW_KEYS));

    private SkBuffFields() {}

    /** A pointer that may be loaded from any byte of it, also beyond its end. */
    private static StructField overlong(String name, int offset, int size, ContextValue value) {
        return StructField.pointer(name, offset, size, value).overrunning();
    }

    private static FieldTable packet(FieldTable table) {
        return table.changing(field -> field.giving(KernelPointers.PACKET), "data")
                .changing(field -> field.giving(KernelPointers.PACKET_END), "data_end");
    }
}
