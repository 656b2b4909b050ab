// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.instance.Preparation.Variant;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.kernel.VerifierRejectedException;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.probeproof.loader.instance.TestPrograms.BODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The rules of numbered instances, as libbpf had them until 0.8, and where we leave them on purpose. */
class InstanceSetTest {
    private static final InstanceCallback PLAIN = (program, index, body) -> Variant.of(body);

    private final TestBackend backend = new TestBackend();

    private static RelocatedProgram named(String name, ProgramType type, Instructions body) {
        return TestPrograms.program(name, type, "GPL", body, List.of(), null);
    }

    private static InstanceSet set(String... names) {
        List<RelocatedProgram> programs = new ArrayList<>();
        for (String name : names) {
            programs.add(named(name, ProgramType.KPROBE, BODY));
        }
        return InstanceSet.of(programs);
    }

    private void load(InstanceSet set) {
        set.load(backend.kernel, Map.of(), VerifierLogLevel.ON_REJECTION);
    }

    private static void assertFails(ThrowingCallable call, int code, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InstanceException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    @Nested
    class SetPrep {
        private final PreparedProgram program = set("f").program("f");

        @ParameterizedTest
        @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
        void refusesCountsBelowOne(int count) {
            assertFails(() -> program.setPrep(count, PLAIN), 22, "cannot prepare " + count + " instances");
        }

        @Test
        void refusesToWorkWithoutCallback() {
            assertFails(() -> program.setPrep(1, null), 22, "without a callback");
        }

        @Test
        void worksOnceOnlyAndSaysWhy() {
            program.setPrep(3, PLAIN);

            assertFails(() -> program.setPrep(3, PLAIN), 22, "was prepared before, for 3");
        }

        @Test
        void comesTooLateAfterLoading() {
            InstanceSet set = set("f");
            load(set);

            assertFails(
                    () -> set.program("f").setPrep(2, PLAIN), 22, "too late to prepare instances of 'f': it is loaded");
        }

        @Test
        void reservesNumbersThatAreNotLoadedYet() {
            program.setPrep(3, PLAIN);

            assertThat(program.instanceCount()).isEqualTo(3);
            assertFails(() -> program.nthInstance(2), Errno.ENOENT.number(), "there are 3 instances");
        }

        @Test
        void worksAgainAfterUnload() {
            program.setPrep(3, PLAIN);
            program.unload();

            program.setPrep(2, PLAIN);

            assertThat(program.instanceCount()).isEqualTo(2);
        }

        @Test
        void succeedsAfterAFailedLoadButHelpsNobody() {
            InstanceSet set = set("f");
            backend.refusing(0);
            assertThatThrownBy(() -> load(set)).isInstanceOf(VerifierRejectedException.class);

            set.program("f").setPrep(2, PLAIN);

            assertFails(() -> load(set), 22, "loaded once only");
        }
    }

    @Nested
    class Loading {
        @Test
        void loadsThePlainProgramAsInstanceZeroWithoutCallback() {
            InstanceSet set = set("f");

            load(set);

            assertThat(set.program("f").instanceCount()).isOne();
            assertThat(backend.images).hasSize(1);
            assertThat(set.program("f").instance().image().instructions()).isEqualTo(BODY);
        }

        @Test
        void alternatesBetweenCallbackAndKernelNumberByNumberProgramByProgram() {
            InstanceSet set = set("f", "g");
            for (PreparedProgram program : set.programs()) {
                program.setPrep(2, (p, index, body) -> {
                    backend.log.add(p.name() + " " + index);
                    return Variant.of(body);
                });
            }

            load(set);

            assertThat(backend.log).containsExactly("f 0", "load 0", "f 1", "load 1", "g 0", "load 2", "g 1", "load 3");
        }

        @Test
        void givesEveryCallTheSameInstructions() {
            InstanceSet set = set("f");
            List<Instructions> seen = new ArrayList<>();
            set.program("f").setPrep(2, (program, index, body) -> {
                seen.add(body);
                return Variant.of(Instructions.of(Insn.mov64(1, index)).append(body));
            });

            load(set);

            assertThat(seen).containsExactly(BODY, BODY);
            assertThatThrownBy(() -> seen.get(0).asList().set(0, Insn.exit()))
                    .isInstanceOf(UnsupportedOperationException.class);
        }

        @Test
        void loadsWhatTheCallbackReturns() {
            InstanceSet set = set("f");
            set.program("f")
                    .setPrep(
                            3,
                            (program, index, body) -> Variant.of(
                                    Instructions.of(Insn.mov64(1, index)).append(body)));

            load(set);

            for (int i = 0; i < 3; i++) {
                assertThat(set.program("f")
                                .nthInstance(i)
                                .image()
                                .instructions()
                                .get(0))
                        .isEqualTo(Insn.mov64(1, i));
            }
        }

        @Test
        void givesEachInstanceItsOwnAttributes() {
            InstanceSet set = InstanceSet.of(List.of(named("a_very_long_program_name", ProgramType.TRACING, BODY)));
            set.programs()
                    .get(0)
                    .setPrep(
                            2,
                            (program, index, body) -> Variant.of(body)
                                    .withAttributes(InstanceAttributes.named("." + index)
                                            .withAttachBtfId(1000 + index)
                                            .withExpectedAttachType(24 + index)
                                            .withMoreFlags(16)));

            load(set);

            ProgramImage second = backend.images.get(1);
            assertThat(second.attachBtfId()).isEqualTo(1001);
            assertThat(second.expectedAttachType()).isEqualTo(25);
            assertThat(second.flags()).isEqualTo(16);
            assertThat(second.name()).isEqualTo("a_very_long_p.1").hasSize(15);
        }

        @Test
        void skipsInstancesWithoutChangingOtherNumbers() {
            InstanceSet set = set("f");
            set.program("f")
                    .setPrep(3, (program, index, body) -> index == 1 ? new Preparation.Skip() : Variant.of(body));

            load(set);

            PreparedProgram program = set.program("f");
            assertThat(backend.images).hasSize(2);
            assertThat(program.nthInstance(0)).isNotSameAs(program.nthInstance(2));
            assertFails(() -> program.nthInstance(1), Errno.ENOENT.number(), "instance 1 of 'f' is not loaded");
        }

        @Test
        void takesNoInstructionsForASkip() {
            InstanceSet set = set("f");
            set.program("f").setPrep(1, (program, index, body) -> Variant.of(Instructions.of()));

            load(set);

            assertFails(() -> set.program("f").instance(), Errno.ENOENT.number(), "skipped");
        }

        @Test
        void succeedsWhenEveryInstanceIsSkipped() {
            InstanceSet set = set("f", "g");
            set.program("f").setPrep(2, (program, index, body) -> new Preparation.Skip());

            load(set);

            assertThat(set.program("f").instanceCount()).isEqualTo(2);
            assertFails(() -> set.program("f").instance(), Errno.ENOENT.number(), "there are 2 instances");
            assertThat(backend.images).hasSize(1);
        }

        @Test
        void happensOnceOnly() {
            InstanceSet set = set("f");
            load(set);

            assertFails(() -> load(set), 22, "loaded once only");
            assertThat(backend.log).containsExactly("load 0");
        }

        @Test
        void ofOneProgramIsRefusedAfterItsObject() {
            InstanceSet set = set("f");
            load(set);

            assertFails(
                    () -> set.program("f").load(backend.kernel, Map.of(), VerifierLogLevel.ON_REJECTION),
                    22,
                    "was loaded with its object");
            assertThat(set.program("f").instance().isClosed()).isFalse();
        }

        @Test
        void ofOneProgramWorksAlone() {
            InstanceSet set = set("f", "g");

            set.program("g").load(backend.kernel, Map.of(), VerifierLogLevel.ON_REJECTION);

            assertThat(set.program("g").instance().isClosed()).isFalse();
            assertFails(() -> set.program("f").instance(), 22, "'f' is neither prepared nor loaded");
            assertFails(
                    () -> set.program("g").load(backend.kernel, Map.of(), VerifierLogLevel.ON_REJECTION),
                    22,
                    "'g' is loaded already");
        }
    }

    @Nested
    class Failing {
        private final List<ProgramHandle> copies = new ArrayList<>();

        /** Programs f with one instance and g with three; g's callback can do something else at number 2. */
        private InstanceSet failingAt(Preparation atTwo) {
            InstanceSet set = set("f", "g");
            set.program("g").setPrep(3, (program, index, body) -> {
                copies.add(set.program("f").instance());
                return index == 2 ? atTwo : Variant.of(body);
            });
            return set;
        }

        private void assertNothingIsOpen(InstanceSet set) {
            assertThat(backend.log.stream().filter(line -> line.startsWith("load")))
                    .hasSameSizeAs(backend.log.stream()
                            .filter(line -> line.startsWith("close"))
                            .toList());
            assertThat(copies).isNotEmpty().allMatch(ProgramHandle::isClosed);
            for (PreparedProgram program : set.programs()) {
                assertThat(program.instanceCount()).isZero();
                assertFails(program::instance, 22, "is neither prepared nor loaded");
            }
        }

        @Test
        void closesEveryProgramWhenTheKernelRefusesAnInstance() {
            InstanceSet set = failingAt(Variant.of(BODY));
            backend.refusing(3);

            assertThatThrownBy(() -> load(set))
                    .isInstanceOfSatisfying(VerifierRejectedException.class, e -> {
                        assertThat(e.errno()).isEqualTo(Errno.EACCES.number());
                        assertThat(e.log()).isEqualTo("R0 !read_ok");
                    })
                    .hasMessageContaining("cannot load program 'g' instance 2: EACCES (13)");

            assertThat(backend.log).containsExactly("load 0", "load 1", "load 2", "close 2", "close 1", "close 0");
            assertNothingIsOpen(set);
        }

        @ParameterizedTest
        @ValueSource(ints = {-5, 5})
        void takesNegativeAndPositiveCodesForFailures(int code) {
            InstanceSet set = failingAt(new Preparation.Failure(code));

            assertFails(() -> load(set), code, "preparing instance 2 of 'g' failed");
            assertNothingIsOpen(set);
        }

        @Test
        void doesNotTakeCodeZeroForAFailure() {
            assertThatThrownBy(() -> new Preparation.Failure(0)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void closesEverythingWhenACallbackThrows() {
            InstanceSet set = set("f", "g");
            IllegalStateException thrown = new IllegalStateException("from the callback");
            set.program("g").setPrep(1, (program, index, body) -> {
                copies.add(set.program("f").instance());
                throw thrown;
            });

            assertThatThrownBy(() -> load(set)).isSameAs(thrown);
            assertNothingIsOpen(set);
        }

        @Test
        void closesEverythingForAProgramWithoutType() {
            InstanceSet set =
                    InstanceSet.of(List.of(named("f", ProgramType.KPROBE, BODY), named("g", ProgramType.UNSPEC, BODY)));

            assertFails(() -> load(set), 22, "'g' has no program type");
            assertThat(backend.log).containsExactly("load 0", "close 0");
        }

        @Test
        void refusesAProgramWithoutInstructions() {
            InstanceSet set = InstanceSet.of(List.of(named("f", ProgramType.KPROBE, Instructions.of())));

            assertFails(() -> load(set), 22, "'f' has no instructions");
        }

        @Test
        void keepsErrorsOfClosingBesideTheFailure() {
            InstanceSet set = failingAt(new Preparation.Failure(-1));
            RuntimeException closing = new IllegalStateException("close failed");
            set.program("f").setPrep(1, PLAIN);
            org.mockito.Mockito.when(
                            backend.kernel.load(org.mockito.ArgumentMatchers.any(), org.mockito.ArgumentMatchers.any()))
                    .thenAnswer(call -> {
                        ProgramHandle handle = org.mockito.Mockito.mock(ProgramHandle.class);
                        org.mockito.Mockito.doThrow(closing).when(handle).close();
                        return new dev.probeproof.loader.kernel.ProgramLoadResult.Accepted(handle, "");
                    });

            assertThatThrownBy(() -> load(set))
                    .isInstanceOf(InstanceException.class)
                    .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(closing));
        }
    }

    @Nested
    class Unloading {
        @Test
        void closesInstancesAndForgetsTheirNumber() {
            InstanceSet set = set("f");
            set.program("f").setPrep(2, PLAIN);
            load(set);
            ProgramHandle handle = set.program("f").nthInstance(1);

            set.program("f").unload();

            assertThat(handle.isClosed()).isTrue();
            assertThat(backend.log).endsWith("close 1", "close 0");
            assertFails(() -> set.program("f").nthInstance(0), 22, "no instance 0");
        }

        @Test
        void keepsTheCallbackSoThatLoadingFails() {
            InstanceSet set = set("e", "f");
            set.program("f").setPrep(2, PLAIN);
            set.program("f").unload();

            assertFails(() -> load(set), InstanceException.INTERNAL, "has a callback but no instances");
            assertThat(backend.log).containsExactly("load 0", "close 0");
        }

        @Test
        void ofTheWholeSetHappensOnClose() {
            InstanceSet set = set("f", "g");
            load(set);

            set.close();
            set.close();

            assertThat(backend.log).containsExactly("load 0", "load 1", "close 1", "close 0");
        }
    }

    @Nested
    class Asking {
        private final PreparedProgram program = set("f").program("f");

        @ParameterizedTest
        @ValueSource(ints = {-1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE})
        void saysHowManyInstancesThereAre(int index) {
            program.setPrep(2, PLAIN);

            assertFails(() -> program.nthInstance(index), 22, "no instance " + index + ": 'f' has 2 instances");
        }

        @Test
        void saysThatThereAreNone() {
            assertThat(program.instanceCount()).isZero();
            assertFails(() -> program.nthInstance(0), 22, "no instance 0: 'f' is neither prepared nor loaded");
        }

        @Test
        void forAnUnknownProgramNamesTheKnownOnes() {
            InstanceSet set = set("f", "g");

            assertThatThrownBy(() -> set.program("h"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no program 'h' among [f, g]");
        }
    }
}
