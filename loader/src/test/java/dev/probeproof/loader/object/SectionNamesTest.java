// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SectionNamesTest {
    @ParameterizedTest
    @CsvSource({
        "kprobe, KPROBE, , 0, ''",
        "kprobe/vfs_read+8, KPROBE, , 0, vfs_read+8",
        "kprobe.session/x, KPROBE, TRACE_KPROBE_SESSION, 0, x",
        "uprobe.multi.s/a:b, KPROBE, TRACE_UPROBE_MULTI, 16, a:b",
        "tp/sched/sched_switch, TRACEPOINT, , 0, sched/sched_switch",
        "raw_tp.w/x, RAW_TRACEPOINT_WRITABLE, , 0, x",
        "fentry.s/mod:func, TRACING, TRACE_FENTRY, 16, mod:func",
        "lsm_cgroup/x, LSM, LSM_CGROUP, 0, x",
        "syscall, SYSCALL, , 16, ''",
        "tc/ingress, SCHED_CLS, TCX_INGRESS, 0, ''",
        "cgroup/sendmsg6, CGROUP_SOCK_ADDR, CGROUP_UDP6_SENDMSG, 0, ''",
        "cgroup/bind4, CGROUP_SOCK_ADDR, CGROUP_INET4_BIND, 0, ''",
        "cgroup/getpeername_unix, CGROUP_SOCK_ADDR, CGROUP_UNIX_GETPEERNAME, 0, ''",
        "sk_reuseport/migrate, SK_REUSEPORT, SK_REUSEPORT_SELECT_OR_MIGRATE, 0, ''",
    })
    void saysWhatAProgramIs(String section, ProgramType type, AttachType attachType, int flags, String target) {
        assertThat(SectionNames.find(section)).get().satisfies(name -> {
            assertThat(name.type()).isEqualTo(type);
            assertThat(name.attachType()).isEqualTo(attachType);
            assertThat(name.flags()).isEqualTo(flags);
            assertThat(name.target(section)).isEqualTo(target);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"kprobes", "xdp_prog", "socket/filter", "sk_skb1", "perf_event/x", "", "kprob"})
    void knowsNothingOfNamesThatOnlyLookAlike(String section) {
        assertThat(SectionNames.find(section)).isEmpty();
    }

    @Test
    void listsEachKindOnce() {
        assertThat(SectionNames.all()).extracting(SectionName::kind).doesNotHaveDuplicates();
    }

    @Test
    void coversEveryProgramType() {
        assertThat(ProgramType.values())
                .filteredOn(type -> type != ProgramType.UNSPEC)
                .allSatisfy(type -> assertThat(SectionNames.all()).anyMatch(name -> name.type() == type));
    }
}
