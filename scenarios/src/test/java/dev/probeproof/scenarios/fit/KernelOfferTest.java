// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import dev.probeproof.scenarios.fit.KernelOffer.Answer;
import dev.probeproof.scenarios.kernels.Kernels;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class KernelOfferTest {
    private static final Place ANYWHERE = Place.program("any");

    /** Everything in the tables of {@code loader.uapi}. */
    private static List<Need> everything() {
        List<Need> needs = new ArrayList<>();
        for (HelperId helper : HelperId.values()) {
            needs.add(need(Need.Kind.HELPER, helper.number(), helper.functionName(), helper.since()));
        }
        for (MapType map : MapType.values()) {
            needs.add(need(Need.Kind.MAP_TYPE, map.number(), map.toString(), map.since()));
        }
        for (ProgramType program : ProgramType.values()) {
            needs.add(need(Need.Kind.PROGRAM_TYPE, program.number(), program.toString(), program.since()));
        }
        for (AttachType attach : AttachType.values()) {
            needs.add(need(Need.Kind.ATTACH_TYPE, attach.number(), attach.toString(), attach.since()));
        }
        return needs;
    }

    private static Need need(Need.Kind kind, int number, String name, String since) {
        return new Need(kind, number, name, since, ANYWHERE);
    }

    private static Need ability(String since) {
        return need(Need.Kind.ABILITY, 0, "something", since);
    }

    /** Where releases are recorded, kernels must bear them out: the tables decide for kernels whose types were cut down. */
    @ParameterizedTest
    @ValueSource(strings = {"5.10-amd64", "6.1-amd64", "6.12-arm64", "7.2-amd64"})
    void kernelsHaveWhatCameWithTheirReleaseOrBefore(String name) {
        TargetKernel kernel = Kernels.byName(name);
        KernelOffer offer = new KernelOffer(kernel);
        KernelRelease release = KernelRelease.of(kernel.release());

        assertThat(everything())
                .filteredOn(need -> !need.since().isEmpty() && release.has(need.since()))
                .hasSizeGreaterThan(150)
                .allSatisfy(need -> assertThat(offer.has(need)).isEqualTo(Answer.YES));
    }

    /** A vendor may take something over; Debian has not. Types of another kernel under this name would be noticed here. */
    @ParameterizedTest
    @MethodSource("dev.probeproof.scenarios.kernels.Kernels#shippedNames")
    void kernelsLackWhatCameLater(String name) {
        TargetKernel kernel = Kernels.byName(name);
        KernelOffer offer = new KernelOffer(kernel);
        KernelRelease release = KernelRelease.of(kernel.release());

        assertThat(everything())
                .filteredOn(need -> !release.has(need.since()))
                .hasSizeGreaterThanOrEqualTo(name.startsWith("5.10") ? 50 : name.startsWith("6.1-") ? 20 : 0)
                .allSatisfy(need -> assertThat(offer.has(need)).as("%s", need).isEqualTo(Answer.NO));
    }

    @Test
    void instructionsComeWithTheNewestThingThatIsListed() {
        KernelOffer later = new KernelOffer(Kernels.byName("6.12-amd64"));
        KernelOffer earlier = new KernelOffer(Kernels.byName("5.10-amd64"));

        // 6.12 lists trace_kprobe_session, which came with 6.10, but not trace_uprobe_session of 6.13.
        assertThat(later.has(ability("6.9"))).isEqualTo(Answer.YES);
        assertThat(later.has(ability("6.13"))).isEqualTo(Answer.NO);
        assertThat(earlier.has(ability("5.10"))).isEqualTo(Answer.YES);
        assertThat(earlier.has(ability("5.12"))).isEqualTo(Answer.NO);
    }

    @Nested
    class WithoutTheEnums {
        private TargetKernel kernel(String release) {
            return new TargetKernel(
                    "cut-down",
                    release,
                    Archs.X86_64,
                    BtfEditor.empty(ByteOrder.LITTLE_ENDIAN).toBtf(),
                    KernelSymbols.NONE);
        }

        @ParameterizedTest
        @CsvSource({"5.7.0, NO", "5.8.0-rc1, YES", "6.1.0-56-cloud-amd64, YES"})
        void theReleaseDecides(String release, Answer expected) {
            KernelOffer offer = new KernelOffer(kernel(release));

            assertThat(offer.has(need(Need.Kind.MAP_TYPE, 27, "ringbuf", "5.8")))
                    .isEqualTo(expected);
        }

        @Test
        void anUnknownReleaseDecidesNothing() {
            KernelOffer offer = new KernelOffer(kernel("mine"));

            assertThat(offer.has(need(Need.Kind.MAP_TYPE, 27, "ringbuf", "5.8")))
                    .isEqualTo(Answer.UNKNOWN);
        }

        @Test
        void whatIsNotRecordedStaysUnknown() {
            KernelOffer offer = new KernelOffer(kernel("6.1.0"));

            assertThat(offer.has(need(Need.Kind.MAP_TYPE, 1500, "1500", ""))).isEqualTo(Answer.UNKNOWN);
        }
    }
}
