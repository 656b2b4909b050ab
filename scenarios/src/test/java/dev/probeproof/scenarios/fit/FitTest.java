// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static dev.probeproof.scenarios.fit.Finding.Kind.MISSING_ABILITY;
import static dev.probeproof.scenarios.fit.Finding.Kind.MISSING_ATTACH_TARGET;
import static dev.probeproof.scenarios.fit.Finding.Kind.MISSING_ATTACH_TYPE;
import static dev.probeproof.scenarios.fit.Finding.Kind.MISSING_EXTERN;
import static dev.probeproof.scenarios.fit.Finding.Kind.MISSING_FIELD;
import static dev.probeproof.scenarios.fit.Finding.Kind.MISSING_HELPER;
import static dev.probeproof.scenarios.fit.Finding.Kind.MISSING_MAP_TYPE;
import static dev.probeproof.scenarios.fit.Finding.Kind.MISSING_PROGRAM_TYPE;
import static dev.probeproof.scenarios.fit.Finding.Kind.MISSING_WEAK_EXTERN;
import static dev.probeproof.scenarios.fit.Finding.Kind.UNKNOWN_ATTACH_TARGET;
import static dev.probeproof.scenarios.fit.Finding.Kind.UNKNOWN_ATTACH_TYPE;
import static dev.probeproof.scenarios.fit.Finding.Kind.UNKNOWN_FUNCTION;
import static dev.probeproof.scenarios.fit.Finding.Kind.UNTYPED_PROGRAM;
import static dev.probeproof.scenarios.fit.Finding.Kind.UNUSED_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;

/** Objects of {@code src/test/resources/fit} on a kernel that is too old for most of them, and on one that is not. */
class FitTest {
    private static TargetKernel old;
    private static TargetKernel recent;

    @BeforeAll
    static void readKernels() {
        old = Kernels.byName("5.10-amd64");
        recent = Kernels.byName("6.12-amd64");
    }

    private static Fit.Subject subject(String name) {
        Bytes file = InputFile.read(Path.of("src", "test", "resources", "fit", name + ".bpf.o"));
        return Fit.Subject.of(name, ObjectReader.read(file, file.source()));
    }

    private static FitReport report(Selection selection, String... names) {
        List<Fit.Subject> subjects = new ArrayList<>();
        for (String name : names) {
            subjects.add(subject(name));
        }
        return Fit.of(subjects, List.of(old, recent), selection, (what, done, total) -> {});
    }

    private static KernelFit on(TargetKernel kernel, String name, String... programs) {
        Selection selection = new Selection(Set.of(programs), false);
        return Fit.of(List.of(subject(name)), List.of(kernel), selection, (what, done, total) -> {})
                .objects()
                .get(0)
                .kernels()
                .get(0);
    }

    private static String inShort(Finding finding) {
        Place place = finding.place();
        return finding.kind() + " " + finding.subject() + (place == null ? "" : " in " + place.name());
    }

    private static String inShort(Finding.Kind kind, String subject, String owner) {
        return kind + " " + subject + " in " + owner;
    }

    @Nested
    class Fields {
        @Test
        void thatAKernelLacksSpoilTheFitWhereTheyAreRead() {
            KernelFit fit = on(old, "fields");

            assertThat(fit.problems()).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isEqualTo(MISSING_FIELD);
                assertThat(finding.text())
                        .contains("no field '__state' in struct task_struct")
                        .contains("nearest: state");
                assertThat(finding.place()).isNotNull();
                assertThat(finding.place().name()).isEqualTo("reads_state");
                assertThat(finding.place().line()).isNotNull();
            });
            assertThat(on(recent, "fields").fits()).isTrue();
        }

        @Test
        void thatAKernelLacksAreANoteBehindACheck() {
            KernelFit before = on(old, "fields", "asks_for_state");
            KernelFit after = on(recent, "fields", "asks_for_state");

            assertThat(before.fits()).isTrue();
            assertThat(before.notes()).extracting(Finding::kind).containsOnly(UNUSED_ACCESS);
            assertThat(after.fits()).isTrue();
            assertThat(after.notes()).extracting(Finding::kind).isNotEmpty().containsOnly(UNUSED_ACCESS);
        }
    }

    @Nested
    class Programs {
        @Test
        void thatAreNotLoadedByDefaultCountOnRequest() {
            Selection all = new Selection(Set.of(), true);

            KernelFit byDefault = on(recent, "kfuncs");
            KernelFit withAll = report(all, "kfuncs").objects().get(0).kernels().get(1);

            assertThat(byDefault.problems()).extracting(FitTest::inShort).noneMatch(text -> text.contains("insists"));
            assertThat(withAll.problems())
                    .extracting(FitTest::inShort)
                    .contains(inShort(MISSING_EXTERN, "bpf_nor_this_one", "insists"));
        }

        @Test
        void thatAreNamedAreTheOnlyOnes() {
            assertThat(on(old, "targets", "on_read").fits()).isTrue();
        }

        @Test
        void areComparedByTypeAndPlace() {
            assertThat(on(old, "targets").problems())
                    .extracting(FitTest::inShort)
                    .containsExactly(
                            inShort(MISSING_ATTACH_TARGET, "vfs_reed", "on_reed"),
                            inShort(UNTYPED_PROGRAM, "raw_something/else", "on_anything"),
                            inShort(MISSING_PROGRAM_TYPE, "netfilter", "on_hook"),
                            inShort(MISSING_ATTACH_TYPE, "netfilter", "on_hook"));
        }

        @Test
        void haveNotesOnWhatMayBeThereOrCanBeSet() {
            assertThat(on(old, "targets").notes())
                    .extracting(FitTest::inShort)
                    .containsExactly(
                            inShort(UNKNOWN_ATTACH_TARGET, "fexit", "on_what_is_set_later"),
                            inShort(UNKNOWN_FUNCTION, "no_such_function_is_listed", "on_unlisted"),
                            inShort(UNKNOWN_ATTACH_TYPE, "tcx_ingress", "on_packet"));
        }
    }

    @Nested
    class Releases {
        @Test
        void decideOnHelpersMapsAndInstructions() {
            assertThat(on(old, "helpers").problems())
                    .extracting(FitTest::inShort)
                    .containsExactly(
                            inShort(MISSING_MAP_TYPE, "bloom_filter", "seen"),
                            inShort(MISSING_ABILITY, "addresses of functions", "loops"),
                            inShort(MISSING_HELPER, "bpf_loop", "loops"),
                            inShort(MISSING_ABILITY, "addresses of functions", "loops_too"),
                            inShort(MISSING_HELPER, "bpf_loop", "loops_too"));
            assertThat(on(recent, "helpers").fits()).isTrue();
        }

        @Test
        void ofHelpersBehindACheckDoNotCount() {
            KernelFit fit = on(old, "helpers", "asks_for_time");

            assertThat(fit.problems()).extracting(Finding::subject).containsExactly("bloom_filter");
            assertThat(fit.needs()).extracting(Need::name).doesNotContain("bpf_ktime_get_tai_ns");
        }

        @Test
        void tellTheOldestThatWouldDo() {
            FitReport report = report(Selection.DEFAULT, "helpers", "fresh");

            assertThat(report.objects().get(0).oldestRelease().map(Need::since)).contains("5.17");
            assertThat(report.objects().get(0).oldestRelease().map(Need::name)).contains("bpf_loop");
            assertThat(report.objects().get(1).oldestRelease().map(Need::since)).contains("6.6");
            assertThat(report.oldestFitting(report.objects().get(0)).map(FitReport.Kernel::name))
                    .contains("6.12-amd64");
        }
    }

    @Nested
    class KernelFunctions {
        @Test
        void thatAreWeakAndMissingSpoilTheFitOnlyWhereTheyAreCalled() {
            KernelFit fit = on(old, "kfuncs");

            assertThat(fit.problems())
                    .extracting(FitTest::inShort)
                    .containsExactly(inShort(MISSING_EXTERN, "bpf_no_such_function", "takes_for_granted"));
            assertThat(fit.notes())
                    .extracting(FitTest::inShort)
                    .contains(inShort(MISSING_WEAK_EXTERN, "bpf_task_from_pid", "asks"));
        }

        @Test
        void thatAKernelHasAreFine() {
            assertThat(on(recent, "kfuncs", "asks").findings()).isEmpty();
        }
    }

    @Nested
    class Reports {
        @Test
        void haveObjectsAndKernelsInTheOrderTheyWereNamed() {
            FitReport report = report(Selection.DEFAULT, "helpers", "fields", "fresh");

            assertThat(report.kernels()).extracting(FitReport.Kernel::name).containsExactly("5.10-amd64", "6.12-amd64");
            assertThat(report.objects()).extracting(ObjectFit::object).containsExactly("helpers", "fields", "fresh");
            assertThat(report.objects())
                    .allSatisfy(object -> assertThat(object.kernels())
                            .extracting(KernelFit::kernel)
                            .containsExactly("5.10-amd64", "6.12-amd64"));
        }

        @Test
        void goOnBehindAnObjectThatCannotBeRead() {
            ProbeproofException reason =
                    new dev.probeproof.loader.bytes.CorruptObjectException("x.o", "file", 0, "cut");
            List<Fit.Subject> subjects = List.of(Fit.Subject.unreadable("x.o", reason), subject("fields"));

            FitReport report = Fit.of(subjects, List.of(recent), Selection.DEFAULT, (what, done, total) -> {});

            assertThat(report.objects().get(0).fits()).isFalse();
            assertThat(report.objects().get(0).kernels()).isEmpty();
            assertThat(report.objects().get(1).fits()).isTrue();
            assertThat(report.allFit()).isFalse();
        }

        @Test
        void listKernelsEvenIfNoObjectCanBeRead() {
            FitReport report = Fit.of(List.of(), List.of(old, recent), Selection.DEFAULT, (what, done, total) -> {});

            assertThat(report.kernels()).hasSize(2);
            assertThat(report.allFit()).isTrue();
        }
    }
}
