// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.profile.HelperAvailability;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;
import static org.assertj.core.api.Assertions.assertThat;

class HelperPrototypesTest {
    @ParameterizedTest
    @EnumSource(HelperId.class)
    void knowsEveryHelper(HelperId id) {
        assertThat(HelperPrototypes.find(id).id()).isEqualTo(id);
        assertThat(HelperPrototypes.find(id).arguments()).hasSizeLessThanOrEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(HelperId.class)
    void pairsMemoryWithASizeOnEveryReleaseAndForEveryType(HelperId id) {
        for (String release : List.of("4.18", "5.10", "6.1", "6.12", "6.18", "7.2")) {
            for (ProgramType type : ProgramType.values()) {
                HelperPrototype prototype = HelperPrototypes.find(id, type, KernelProfile.of(release));
                List<ArgumentKind> kinds = prototype.kinds();
                for (int index = 0; index < kinds.size(); index++) {
                    boolean sized =
                            kinds.get(index).isMemory() && !kinds.get(index).isFixedSize();
                    boolean sizeFollows =
                            index + 1 < kinds.size() && kinds.get(index + 1).isSize();
                    assertThat(sizeFollows)
                            .as("%s for %s on %s: a size after argument %d", id, type, release, index + 1)
                            .isEqualTo(sized);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HelperId.class)
    void namesTheStructureOfAKernelObject(HelperId id) {
        // Which object a kernel pointer in a map holds is up to the map.
        if (id != HelperId.KPTR_XCHG) {
            for (Argument argument : HelperPrototypes.find(id).arguments()) {
                assertThat(argument.btfType().isEmpty())
                        .isNotEqualTo(argument.kind().family() == ArgumentKind.Family.BTF_ID);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // What the kernel says of r1 = 4660 is "R1 type=scalar expected=ctx" where a context is wanted.
        "GET_CGROUP_CLASSID, SCHED_CLS, 6.18, CONTEXT",
        "GET_CGROUP_CLASSID, KPROBE, 6.18, ",
        "GET_SOCKET_COOKIE, SOCKET_FILTER, 6.18, CONTEXT",
        "GET_SOCKET_COOKIE, TRACING, 6.18, BTF_ID_SOCK_COMMON_OR_NULL",
        "GET_SOCKET_COOKIE, TRACING, 6.1, BTF_ID_SOCK_COMMON",
        "SNPRINTF, KPROBE, 6.18, WRITTEN_MEMORY_OR_NULL",
        "SNPRINTF, KPROBE, 6.12, MEMORY_OR_NULL",
        "LOOP, KPROBE, 6.1, ANYTHING",
        "LOOP, KPROBE, 6.12, SCALAR",
        "LOOP, KPROBE, 6.18, ANYTHING",
        "LOOP, KPROBE, 7.2, SCALAR",
        "SK_RELEASE, XDP, 5.10, RELEASED_BTF_ID_SOCK_COMMON",
        "KPTR_XCHG, KPROBE, 6.1, KPTR",
        "KPTR_XCHG, KPROBE, 6.12, KPTR_EXCHANGE_DESTINATION"
    })
    void differsByTypeAndRelease(HelperId id, ProgramType type, String release, ArgumentKind first) {
        List<ArgumentKind> kinds =
                HelperPrototypes.find(id, type, KernelProfile.of(release)).kinds();

        if (first == null) {
            assertThat(kinds).isEmpty();
        } else {
            assertThat(kinds.get(0)).isEqualTo(first);
        }
    }

    @Test
    void takesNumbersThroughAnOwnTypeBeforeItHadFixedSizes() {
        assertThat(HelperPrototypes.find(HelperId.STRTOL, ProgramType.KPROBE, KernelProfile.of("5.10"))
                        .kinds())
                .containsExactly(READ_ONLY_MEMORY, SIZE, ANYTHING, ArgumentKind.LONG_OUT);
        assertThat(HelperPrototypes.find(HelperId.STRTOL).arguments().get(3).sizeBytes())
                .isEqualTo(Long.BYTES);
    }

    @Test
    void takesTheContextWhereASocketIsCreated() {
        assertThat(HelperPrototypes.find(HelperId.SK_STORAGE_GET, ProgramType.CGROUP_SOCK, KernelProfile.of("6.18"))
                        .kinds())
                .element(1)
                .isEqualTo(CONTEXT);
    }

    @Test
    void takesAnUnknownReleaseForTheNewest() {
        assertThat(HelperPrototypes.find(HelperId.SNPRINTF, ProgramType.KPROBE, KernelProfile.of("")))
                .isEqualTo(HelperPrototypes.find(HelperId.SNPRINTF));
    }

    /** Prototypes and availability were measured apart; where they speak of the same thing they must agree. */
    @ParameterizedTest
    @EnumSource(HelperId.class)
    void sleepsWhereOnlySleepersMayCall(HelperId id) {
        KernelProfile profile = KernelProfile.of("6.18");
        for (ProgramType type : ProgramType.values()) {
            // Programs of type syscall always sleep, so that nothing was refused for it.
            if (type != ProgramType.SYSCALL && HelperAvailability.allows(type, 0, id, profile)) {
                boolean onlySleepers = HelperAvailability.conditions(type, 0, id, profile)
                        .contains(HelperAvailability.Condition.SLEEPABLE_PROGRAM);

                assertThat(HelperPrototypes.find(id, type, profile).maySleep())
                        .as("%s for %s", id, type)
                        .isEqualTo(onlySleepers);
            }
        }
    }

    @Test
    void knowsWhatIsAcquiredAndReleased() {
        assertThat(HelperPrototypes.find(HelperId.RINGBUF_RESERVE).acquiresReference())
                .isTrue();
        assertThat(HelperPrototypes.find(HelperId.RINGBUF_SUBMIT).releasesReference())
                .isTrue();
        assertThat(HelperPrototypes.find(HelperId.MAP_LOOKUP_ELEM).acquiresReference())
                .isFalse();
        assertThat(HelperPrototypes.find(HelperId.SK_FULLSOCK).releasesReference())
                .isFalse();
    }
}
