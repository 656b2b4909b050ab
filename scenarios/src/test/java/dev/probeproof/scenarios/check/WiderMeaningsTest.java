// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.scenarios.kernels.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What starts at no parameter, or has to be computed, handed over in registers with a bit for each that failed. */
class WiderMeaningsTest {
    private static BpfObject object;

    @BeforeAll
    static void read() throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of("../examples/openat.bpf.o"));
        object = ObjectReader.read(Bytes.wrap(bytes, "openat.bpf.o"), "openat.bpf.o");
    }

    private static CheckReport check(String kernel, String definition) {
        return new Preflight(new Preflight.Options(
                        List.of(new Preflight.ProgramProbe("", definition)),
                        Optional.of(PrologueLayout.REGISTERS),
                        Optional.empty()))
                .check(object, List.of(Kernels.byName(kernel)), step -> {});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vfs_write($percpu(runqueues).nr_running, $percpu(runqueues, 3).curr->pid, count)",
                "vfs_write(*(u64 *)&$global(jiffies), &$global(jiffies))",
                "vfs_write((u32)(s16)count, (u8)&file->f_path, (s64)(s8)count)",
                "tcp_sendmsg((u64)sk->__sk_common.skc_ipv6only, (s8)(u32)size)",
                "ip_rcv(container_of(skb, struct sk_buff_fclones, skb2)->skb1.len)",
                "vfs_write(\\42, pos == %cx:u64)",
                "__x64_sys_openat((u64)$arg1, (u32)$arg4, *(u64 *)$arg2)",
                "__ia32_sys_openat((u32)$arg1, (u64)$arg6)",
                "do_sys_openat2(filename, how->flags, dfd)"
            })
    void isProvedOnAKernelOfX86(String definition) {
        CheckReport report = check("6.12-amd64", definition);

        assertThat(report.problems()).isEmpty();
        assertThat(report.rows()).singleElement().satisfies(row -> {
            assertThat(row.findings()).isEmpty();
            assertThat(row.notJudged()).isEmpty();
            assertThat(row.unproved()).isEmpty();
        });
    }

    @Test
    void argumentsOfASystemCallLieInTheRegistersOfTheProcessOnArm64() {
        assertThat(check("6.12-arm64", "__arm64_sys_openat((u64)$arg1, (u32)$arg3)")
                        .allProved())
                .isTrue();
    }

    @Test
    void aClaimOfAnotherRegisterOfTheProcessIsDisproved() {
        CheckReport report = check("6.12-amd64", "__x64_sys_openat((u64)$arg4 == +72(%di):u64)");

        assertThat(report.rows())
                .singleElement()
                .satisfies(row -> assertThat(row.isDisproved()).isTrue());
    }

    @Test
    void aPointerThatIsComputedFromACastNumberIsNotJudgedAndNotProved() {
        CheckReport report = check("6.12-amd64", "vfs_write(*(u64 *)(u32)count, count)");

        assertThat(report.allProved()).isFalse();
        assertThat(report.rows())
                .singleElement()
                .satisfies(row -> assertThat(row.notJudged())
                        .extracting(CheckReport.NotJudged::argument)
                        .hasSize(1));
    }

    @Test
    void oneFailedArgumentInRegistersLeavesTheOthers() {
        CheckReport report = check("6.12-amd64", "vfs_write(file->f_flags, pos[0], count)");

        assertThat(report.allProved()).isTrue();
        assertThat(report.rows().get(0).faults()).isGreaterThanOrEqualTo(8);
    }
}
