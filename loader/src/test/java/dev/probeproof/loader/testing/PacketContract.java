// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What test runs on packets give, whichever backend runs them. Results are measured on Linux 6.18, x86-64. */
public abstract class PacketContract {
    /** An Ethernet header to nobody in particular, then 1, 8, 15 …: 74 bytes. */
    private static final String PACKET = "ffffffffffff020000000001" + "1234" + counting(60);

    /** A frame to the loopback device with an IPv4 header of 10.0.0.1 to 10.0.0.2. */
    private static final String IP4 =
            "000000000000000000000000" + "0800" + "45000028000100004006f97d0a0000010a000002" + "00".repeat(20);

    /** A kernel of the backend under test; the test closes it. */
    protected abstract KernelBackend open();

    private static String counting(int bytes) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < bytes; i++) {
            hex.append(HexFormat.of().toHexDigits((byte) (i * 7 + 1)));
        }
        return hex.toString();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                // length, packet type, protocol, interface
                "SOCKET_FILTER | r0 = *(u32 *)(r1 +0) | 3c",
                "SOCKET_FILTER | r0 = *(u32 *)(r1 +4) | 2",
                "SOCKET_FILTER | r0 = *(u32 *)(r1 +16) | 3412",
                "SCHED_CLS | r0 = *(u32 *)(r1 +0) | 4a",
                "SCHED_CLS | r0 = *(u32 *)(r1 +40) | 1",
                "SCHED_ACT | r0 = *(u32 *)(r1 +0) | 4a",
                "SCHED_CLS | r0 = *(u32 *)(r1 +160) | 0",
                "LWT_IN | r0 = *(u32 *)(r1 +0) | 3c",
                "LWT_XMIT | r0 = *(u32 *)(r1 +16) | 3412",
                "XDP | r0 = *(u32 *)(r1 +12) | 1",
                "XDP | r0 = *(u32 *)(r1 +16) | 0",
                // packet pointers
                "SCHED_CLS | r2 = *(u32 *)(r1 +76); r0 = *(u32 *)(r1 +80); r0 -= r2 | 4a",
                "SCHED_CLS | r2 = *(u32 *)(r1 +140); r0 = *(u32 *)(r1 +76); r0 -= r2 | 0",
                "LWT_IN | r2 = *(u32 *)(r1 +76); r0 = *(u32 *)(r1 +80); r0 -= r2 | 3c",
                "XDP | r2 = *(u32 *)(r1 +0); r3 = *(u32 *)(r1 +4); r0 = 0; r4 = r2; r4 += 16; if r4 > r3 goto +2;"
                        + " r0 = *(u16 *)(r2 +12); goto +0 | 3412",
                "SCHED_CLS | r2 = *(u32 *)(r1 +76); r3 = *(u32 *)(r1 +80); r0 = 0; r4 = r2; r4 += 75; if r4 > r3 goto +1;"
                        + " r0 = 1 | 0",
                "SCHED_CLS | r6 = r1; r2 = *(u32 *)(r1 +76); r3 = *(u32 *)(r1 +80); r0 = 0; r4 = r2; r4 += 16;"
                        + " if r4 > r3 goto +2; *(u8 *)(r2 +1) = 7; r0 = *(u16 *)skb[0] | ff07",
                // fields with fewer bits than they seem to have
                "SCHED_CLS | r2 = 0x89abcdef ll; *(u32 *)(r1 +8) = r2; r0 = *(u32 *)(r1 +8) | 89abcdef",
                "SCHED_CLS | r2 = 0x89abcdef ll; *(u32 *)(r1 +44) = r2; r0 = *(u32 *)(r1 +44) | cdef",
                "SCHED_CLS | r2 = 0x89abcdef ll; *(u32 *)(r1 +72) = r2; r0 = *(u32 *)(r1 +72) | cdef",
                "SCHED_CLS | r2 = 0xfffe; *(u32 *)(r1 +12) = r2; r0 = *(u32 *)(r1 +12) | fffe",
                "SCHED_CLS | r2 = 0xffff; *(u32 *)(r1 +12) = r2; r0 = *(u32 *)(r1 +12) | 0",
                // legacy loads
                "SOCKET_FILTER | r6 = r1; r0 = *(u32 *)skb[0] | 1080f16",
                "SOCKET_FILTER | r6 = r1; r0 = *(u32 *)skb[56] | 8990979e",
                "SOCKET_FILTER | r6 = r1; r0 = *(u32 *)skb[57]; r0 = 1 | 0",
                "SOCKET_FILTER | r6 = r1; r7 = 3; r0 = *(u16 *)skb[r7 + 54] | 9097",
                "SOCKET_FILTER | r6 = r1; r0 = *(u16 *)skb[-2097152] | ffff",
                "SOCKET_FILTER | r6 = r1; r0 = *(u32 *)skb[-1048574] | f161d24",
                "SOCKET_FILTER | r6 = r1; r0 = *(u8 *)skb[-4096]; r0 = 1 | 0",
                "SCHED_CLS | r6 = r1; r0 = *(u16 *)skb[12] | 1234",
                // bytes of the packet
                "SCHED_CLS | r2 = 66; r3 = r10; r3 += -8; r4 = 8; call bpf_skb_load_bytes; r0 = *(u64 *)(r10 -8) | 827b746d",
                "SCHED_CLS | *(u64 *)(r10 -8) = -1; r2 = 67; r3 = r10; r3 += -8; r4 = 8; call bpf_skb_load_bytes |"
                        + " fffffff2",
                "SCHED_CLS | r6 = r1; *(u64 *)(r10 -8) = 5; r2 = 0; r3 = r10; r3 += -8; r4 = 8; r5 = 0;"
                        + " call bpf_skb_store_bytes; r0 = *(u32 *)skb[0] | 5000000",
                "SCHED_CLS | *(u64 *)(r10 -8) = 5; r2 = 0; r3 = r10; r3 += -8; r4 = 8; r5 = 4; call bpf_skb_store_bytes |"
                        + " ffffffea",
                "SCHED_CLS | r2 = 75; call bpf_skb_pull_data | fffffff4",
                "SCHED_CLS | r6 = r1; r2 = 100; r3 = 0; call bpf_skb_change_tail; r0 = *(u32 *)(r6 +0) | 64",
                "SCHED_CLS | r2 = 13; r3 = 0; call bpf_skb_change_tail | ffffffea",
                "SCHED_CLS | r6 = r1; r2 = 128; r3 = 0; call bpf_skb_change_head; r0 = *(u32 *)(r6 +0) | ca",
                "SCHED_CLS | r6 = r1; r2 = 3; call bpf_skb_change_type; r0 = *(u32 *)(r6 +4) | 3",
                "SCHED_CLS | r6 = r1; r2 = 77; call bpf_set_hash; r1 = r6; call bpf_get_hash_recalc | 4d",
                "SCHED_CLS | r2 = 5; call bpf_csum_update | fffffdf4",
                // tags: the first is beside the packet, the second pushes it in
                "SCHED_CLS | r6 = r1; r2 = 0x81; r3 = 5; call bpf_skb_vlan_push; r0 = *(u32 *)(r6 +0) | 4a",
                "SCHED_CLS | r6 = r1; r2 = 0x81; r3 = 5; call bpf_skb_vlan_push; r1 = r6; r2 = 0xa888; r3 = 6;"
                        + " call bpf_skb_vlan_push; r0 = *(u32 *)skb[12] | 81000005",
                "SCHED_CLS | r6 = r1; r2 = 0x81; r3 = 5; call bpf_skb_vlan_push; r1 = r6; r2 = 0xa888; r3 = 6;"
                        + " call bpf_skb_vlan_push; r0 = *(u32 *)(r6 +28) | a888",
                "SCHED_CLS | r6 = r1; r2 = 0x81; r3 = 5; call bpf_skb_vlan_push; r1 = r6; r2 = 0x81; r3 = 6;"
                        + " call bpf_skb_vlan_push; r1 = r6; call bpf_skb_vlan_pop; r0 = *(u32 *)(r6 +24) | 5",
                // room around an XDP packet
                "XDP | r2 = -216; call bpf_xdp_adjust_head | 0",
                "XDP | r2 = -217; call bpf_xdp_adjust_head | ffffffea",
                "XDP | r2 = 61; call bpf_xdp_adjust_head | ffffffea",
                "XDP | r2 = -4; call bpf_xdp_adjust_meta | 0",
                "XDP | r2 = -3; call bpf_xdp_adjust_meta | fffffff3",
                "XDP | r2 = 4; call bpf_xdp_adjust_meta | ffffffea",
                "XDP | r2 = 3446; call bpf_xdp_adjust_tail | 0",
                "XDP | r2 = 3447; call bpf_xdp_adjust_tail | ffffffea",
                "XDP | r2 = -61; call bpf_xdp_adjust_tail | ffffffea",
                // the socket of the run
                "SCHED_CLS | r1 = *(u64 *)(r1 +168); r0 = 9; if r1 == 0 goto +3; call bpf_sk_fullsock; if r0 == 0 goto +1;"
                        + " r0 = *(u32 *)(r0 +72) | 7",
                "SCHED_CLS | r1 = *(u64 *)(r1 +168); r0 = 9; if r1 == 0 goto +4; call bpf_tcp_sock; if r0 == 0 goto +2;"
                        + " r0 = 1; goto +0 | 0",
                // sums
                "SCHED_CLS | *(u64 *)(r10 -8) = 0x01020304; r1 = r10; r1 += -8; r2 = 8; r3 = 0; r4 = 0; r5 = 5;"
                        + " call bpf_csum_diff | fbfe",
                "SCHED_CLS | *(u64 *)(r10 -8) = 0x01020304; r1 = 0; r2 = 0; r3 = r10; r3 += -8; r4 = 8; r5 = 0xffff;"
                        + " call bpf_csum_diff | 406",
                "SCHED_CLS | r1 = 0; r2 = 0; r3 = 0; r4 = 0; r5 = 0x12345678; call bpf_csum_diff | 68ac"
            })
    void giveWhatAKernelGives(ProgramType type, String program, String value) {
        assertThat(Integer.toHexString(run(type, program, PACKET).returnValue()))
                .isEqualTo(value);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {"16 | 0x8", "88 | 0x2", "92 | 0x200000a", "96 | 0x100000a"})
    void haveTheAddressesOfTheirHeader(int field, String value) {
        String program = "r2 = *(u32 *)(r1 +" + field + "); r0 = 1; if r2 == " + value + " goto +1; r0 = 0";

        assertThat(run(ProgramType.CGROUP_SKB, program, IP4).returnValue()).isEqualTo(1);
    }

    @Test
    void giveThePacketBack() {
        String write = "r2 = *(u32 *)(r1 +%d); r3 = *(u32 *)(r1 +%d); r0 = 0; r4 = r2; r4 += 1; if r4 > r3 goto +1;"
                + " *(u8 *)(r2 +0) = 171";

        assertThat(hex(run(ProgramType.XDP, write.formatted(0, 4), PACKET))).isEqualTo("ab" + PACKET.substring(2));
        assertThat(hex(run(ProgramType.LWT_XMIT, write.formatted(76, 80), PACKET)))
                .as("an Ethernet header is made anew")
                .isEqualTo("00".repeat(14) + "ab" + PACKET.substring(30));
        assertThat(hex(run(ProgramType.XDP, "r2 = 14; call bpf_xdp_adjust_head", PACKET)))
                .isEqualTo(PACKET.substring(28));
    }

    /** Each run takes two bytes from the packet that the run before has left. */
    @Test
    void goOnWithThePacketWhenRepeated() {
        TestRun.Output output = run(ProgramType.XDP, "r2 = 2; call bpf_xdp_adjust_head", PACKET, 10);

        assertThat(hex(output)).isEqualTo(PACKET.substring(40));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SOCKET_FILTER", "SCHED_CLS", "SCHED_ACT", "XDP", "CGROUP_SKB", "LWT_IN", "LWT_OUT", "LWT_XMIT"})
    void needAnEthernetHeader(ProgramType type) {
        assertThat(run(type, "r0 = 0", "00".repeat(14)).returnValue()).isZero();
        assertThatThrownBy(() -> run(type, "r0 = 0", "00".repeat(13)))
                .isInstanceOfSatisfying(
                        KernelException.class,
                        refused -> assertThat(refused.errno()).isEqualTo(Errno.EINVAL.number()));
    }

    @Test
    void needAWholeTagToTakeItOut() {
        String tagged = "00".repeat(12) + "88a8";
        String pop = "call bpf_skb_vlan_pop";

        assertThat(run(ProgramType.SCHED_CLS, pop, tagged + "0001").returnValue())
                .isEqualTo(-Errno.ENOMEM.number());
        assertThat(run(ProgramType.SCHED_CLS, pop, tagged + "0001" + "1234").returnValue())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"SOCKET_FILTER, 0800, 20", "SCHED_CLS, 0800, 20", "CGROUP_SKB, 86dd, 40", "LWT_XMIT, 86dd, 40"})
    void needAWholeIpHeader(ProgramType type, String protocol, int bytes) {
        String ethernet = "00".repeat(12) + protocol;

        assertThat(run(type, "r0 = 0", ethernet + "00".repeat(bytes)).returnValue())
                .isZero();
        assertThatThrownBy(() -> run(type, "r0 = 0", ethernet + "00".repeat(bytes - 1)))
                .isInstanceOfSatisfying(
                        KernelException.class,
                        refused -> assertThat(refused.errno()).isEqualTo(Errno.EINVAL.number()));
    }

    private static String hex(TestRun.Output output) {
        return HexFormat.of().formatHex(output.data().toArray());
    }

    /** Instructions separated by semicolons, without the last exit. */
    private TestRun.Output run(ProgramType type, String program, String packet) {
        return run(type, program, packet, 1);
    }

    private TestRun.Output run(ProgramType type, String program, String packet, int runs) {
        String assembly = program.replace(";", "\n") + "\nexit";
        try (KernelBackend kernel = open()) {
            ProgramImage image = ProgramImage.of("packets", type, Assembler.assemble(assembly), List.of());
            ProgramHandle loaded =
                    kernel.load(image, VerifierLogLevel.ON_REJECTION).orThrow();
            Bytes data = Bytes.wrap(HexFormat.of().parseHex(packet), "packet");
            return kernel.testRun(loaded, new TestRun.Input(data, Bytes.wrap(new byte[0], "context"), runs));
        }
    }
}
