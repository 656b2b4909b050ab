// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SectionAttachPointTest {
    @ParameterizedTest
    @CsvSource({
        "kprobe/vfs_read, vfs_read, kprobe:vfs_read",
        "?kprobe/vfs_read, vfs_read, kprobe:vfs_read",
        "kretprobe/vfs_read, vfs_read, kretprobe:vfs_read",
        "kprobe/vfs_read+0x10, vfs_read+0x10, kprobe:vfs_read+16",
        "kprobe/vfs_read+010, vfs_read+010, kprobe:vfs_read+10",
        "kprobe/foo.isra.0, foo.isra.0, kprobe:foo.isra.0",
        "tracepoint/sched/sched_switch, sched/sched_switch, tracepoint:sched:sched_switch",
        "tp/sched/sched_switch, sched/sched_switch, tracepoint:sched:sched_switch",
        "raw_tp/sched_switch, sched_switch, rawtracepoint:sched_switch",
        "raw_tracepoint/sched_switch, sched_switch, rawtracepoint:sched_switch"
    })
    void readsWhatSectionNamesSay(String section, String target, String expected) {
        assertThat(SectionAttachPoint.of(TestObjects.program("f", section, target, "events")))
                .hasToString("Optional[" + expected + "]");
    }

    @ParameterizedTest
    @CsvSource({
        "kprobe, ''",
        "kprobe/vfs_*, vfs_*",
        "kprobe/vfs_read+99999999999, vfs_read+99999999999",
        "tracepoint/sched, sched",
        "uprobe//bin/sh:main, /bin/sh:main",
        "xdp, ''"
    })
    void leavesAloneWhatItCannotTell(String section, String target) {
        assertThat(SectionAttachPoint.of(TestObjects.program("f", section, target, "events")))
                .isEmpty();
    }
}
