// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.profile;

import dev.probeproof.emulator.profile.HelperAvailability.Condition;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class HelperAvailabilityTest {
    private static final Set<ProgramType> NOT_MEASURED =
            EnumSet.of(ProgramType.UNSPEC, ProgramType.LIRC_MODE2, ProgramType.EXT);

    @Test
    void readsTheMeasuredReleases() {
        assertThat(AvailabilityTable.read().releases())
                .extracting(Object::toString)
                .containsExactly("5.10", "6.1", "6.12", "6.18", "7.2");
    }

    @ParameterizedTest
    @EnumSource(ProgramType.class)
    void knowsEveryTypeThatCouldBeMeasured(ProgramType type) {
        assertThat(HelperAvailability.isMeasured(type)).isNotEqualTo(NOT_MEASURED.contains(type));
        assertThat(HelperAvailability.allows(type, 0, HelperId.MAP_LOOKUP_ELEM, KernelProfile.of("7.2")))
                .isEqualTo(HelperAvailability.isMeasured(type));
    }

    @ParameterizedTest
    @EnumSource(HelperId.class)
    void givesNoHelperBeforeItsTime(HelperId helper) {
        for (String release : List.of("4.18", "5.4", "5.10", "5.15", "6.1")) {
            KernelProfile profile = KernelProfile.of(release);
            for (ProgramType type : ProgramType.values()) {
                if (!profile.release().has(helper.since())) {
                    assertThat(HelperAvailability.allows(type, 0, helper, profile))
                            .isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "KPROBE, 0, PROBE_READ_KERNEL, 5.10, true",
        "KPROBE, 0, KTIME_GET_COARSE_NS, 6.18, false",
        "KPROBE, 0, GET_CGROUP_CLASSID, 6.12, false",
        "KPROBE, 0, GET_CGROUP_CLASSID, 6.18, true",
        "KPROBE, 0, TRACE_VPRINTK, 5.10, false",
        "KPROBE, 0, TRACE_VPRINTK, 5.15, false",
        "KPROBE, 0, TRACE_VPRINTK, 5.16, true",
        "KPROBE, 0, OVERRIDE_RETURN, 6.18, true",
        "TRACEPOINT, 0, OVERRIDE_RETURN, 6.18, false",
        "TRACEPOINT, 0, PROBE_WRITE_USER, 6.18, true",
        "XDP, 0, SKB_STORE_BYTES, 6.18, false",
        "SCHED_CLS, 0, SKB_STORE_BYTES, 5.10, true",
        "CGROUP_SOCK_ADDR, 10, BIND, 6.12, true",
        "CGROUP_SOCK_ADDR, 8, BIND, 6.12, false",
        "TRACING, 28, SEQ_WRITE, 6.18, true",
        "TRACING, 24, SEQ_WRITE, 6.12, false",
        "TRACING, 24, GET_FUNC_ARG, 6.12, true",
        "TRACING, 23, GET_FUNC_ARG, 6.12, false",
        "SYSCALL, 0, SYS_BPF, 5.14, true",
        "SYSCALL, 0, SYS_BPF, 5.10, false",
        "NETFILTER, 45, KTIME_GET_NS, 6.18, true"
    })
    void answersAsTheKernelsDid(ProgramType type, int attachType, HelperId helper, String release, boolean allowed) {
        assertThat(HelperAvailability.allows(type, attachType, helper, KernelProfile.of(release)))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "6.18, false, 9, program of this type cannot use helper bpf_skb_store_bytes#9",
        "6.1, false, 9, unknown func bpf_skb_store_bytes#9",
        "5.10, false, 9, unknown func bpf_skb_store_bytes#9",
        "6.18, false, 9999, invalid func unknown#9999",
        "6.18, false, -1, invalid func unknown#-1",
        "5.4, false, 113, invalid func unknown#113",
        "6.18, false, 0, program of this type cannot use helper bpf_unspec#0",
        "5.10, false, 148, unknown func bpf_copy_from_user#148",
        "6.18, false, 148, ",
        "6.18, false, 1, "
    })
    void refusesInTheWordsOfTheRelease(String release, boolean sleepable, int number, String words) {
        assertThat(HelperAvailability.refusal(ProgramType.KPROBE, 0, sleepable, number, KernelProfile.of(release)))
                .isEqualTo(java.util.Optional.ofNullable(words));
    }

    @Test
    void letsOnlySleepersSleep() {
        KernelProfile profile = KernelProfile.of("6.18");

        assertThat(HelperAvailability.sleepRefusal(ProgramType.KPROBE, 0, false, HelperId.COPY_FROM_USER, profile))
                .contains("helper call might sleep in a non-sleepable prog");
        assertThat(HelperAvailability.sleepRefusal(ProgramType.KPROBE, 0, true, HelperId.COPY_FROM_USER, profile))
                .isEmpty();
        assertThat(HelperAvailability.sleepRefusal(ProgramType.KPROBE, 0, false, HelperId.MAP_LOOKUP_ELEM, profile))
                .isEmpty();
    }

    @Test
    void saysWhoseAddressItIs() {
        KernelProfile profile = KernelProfile.of("6.18");

        assertThat(HelperAvailability.trampolineRefusal(ProgramType.RAW_TRACEPOINT, 0, HelperId.GET_FUNC_IP, profile))
                .contains("func bpf_get_func_ip#173 not supported for program type 17");
        assertThat(HelperAvailability.trampolineRefusal(
                        ProgramType.TRACING, AttachType.TRACE_RAW_TP.number(), HelperId.GET_FUNC_IP, profile))
                .contains("func bpf_get_func_ip#173 supported only for fentry/fexit/fmod_ret programs");
        assertThat(HelperAvailability.trampolineRefusal(
                        ProgramType.TRACING, AttachType.TRACE_FENTRY.number(), HelperId.GET_FUNC_IP, profile))
                .isEmpty();
    }

    @Test
    void tellsWhatDependsOnTheTarget() {
        assertThat(HelperAvailability.conditions(
                        ProgramType.TRACING,
                        AttachType.TRACE_FENTRY.number(),
                        HelperId.D_PATH,
                        KernelProfile.of("6.12")))
                .containsExactly(Condition.SOME_TARGETS);
    }
}
