// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.ProgramType;

import static dev.probeproof.emulator.program.StructField.DOUBLE_WORD;
import static dev.probeproof.emulator.program.StructField.WORD;

/** Events of TCP sockets in a cgroup. */
final class SockOpsModel implements VerifiedOnly {
    private static final FieldTable FIELDS = FieldTable.of(
                    StructField.of("op", 0, 4, WORD),
                    StructField.of("reply", 4, 4, WORD).writing(WORD),
                    StructField.of("args", 8, 12, WORD),
                    StructField.of("family … snd_cwnd, srtt_us, bpf_sock_ops_cb_flags, state …", 20, 144, WORD),
                    StructField.of("sk_txhash", 164, 4, WORD).writing(WORD),
                    StructField.of("bytes_received, bytes_acked", 168, 16, DOUBLE_WORD),
                    StructField.pointer("sk", 184, 8, KernelPointers.SOCKET_OR_NULL)
                            .since("5.3"),
                    StructField.pointer("skb_data", 192, 8, KernelPointers.PACKET)
                            .since("5.10"),
                    StructField.pointer("skb_data_end", 200, 8, KernelPointers.PACKET_END)
                            .since("5.10"),
                    StructField.of("skb_len", 208, 4, WORD).since("5.10"),
                    StructField.head("skb_tcp_flags", 212).since("5.10"),
                    StructField.of("skb_hwtstamp", 216, 8, DOUBLE_WORD).since("6.2"))
            .leaking(
                    StructField.of("sk, upper half", 188, 4, WORD).since("5.3"),
                    StructField.of("skb_data, upper half", 196, 4, WORD).since("5.10"),
                    StructField.of("skb_data_end, upper half", 204, 4, WORD).since("5.10"));

    @Override
    public ProgramType type() {
        return ProgramType.SOCK_OPS;
    }

    @Override
    public String summary() {
        return "events of TCP sockets; context: `struct bpf_sock_ops`; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return FIELDS.answer(access);
    }

    @Override
    public ReturnRange returnRange(ProgramSetting setting) {
        return ReturnRange.of(0, 1);
    }
}
