// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.explain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Logs that real kernels wrote about our own programs, as libbpf prints them; the source of the programs is {@code
 * refused.bpf.c} in the tests of {@code scenarios}. A folder is a release, at level 2 or, with {@code -1}, level 1.
 */
class ExplainerTest {
    private static final Path LOGS = Path.of("src/test/resources/verifier/explain");

    /** What is said of a program, whatever the release: the instruction and a part of the hint. */
    private record Expected(int slot, String hint, String step) {}

    private static final Map<String, Expected> EXPECTED = Map.ofEntries(
            Map.entry(
                    "forgets_null",
                    new Expected(
                            7,
                            "bpf_map_lookup_elem() can return null; test the result of the call at ",
                            "r0 may be null since insn 6: bpf_map_lookup_elem")),
            Map.entry(
                    "goes_one_too_far",
                    new Expected(
                            14,
                            "an access of 8 may begin at 120 at most",
                            "r1 is 0 to 16 since insn 10: if r1 > 0x10")),
            Map.entry(
                    "trusts_an_index",
                    new Expected(10, "r1 may be negative or too large here", "r1 was read at insn 9 from the context")),
            Map.entry(
                    "reads_less_than_nothing",
                    new Expected(11, "r2 may be negative", "r2 is at most 32 since insn 7: if r2 s> 0x20")),
            Map.entry(
                    "keeps_a_record",
                    new Expected(
                            15,
                            "bpf_ringbuf_submit() or bpf_ringbuf_discard()",
                            "what bpf_ringbuf_reserve returned at insn 5 is still held")),
            Map.entry(
                    "follows_an_address",
                    new Expected(1, "is a number, no pointer", "r1 was read at insn 0 from the context")),
            Map.entry(
                    "reads_without_looking",
                    new Expected(
                            1, "compare the pointer plus 14 with data_end", "r1 was read at insn 0 from the context")),
            Map.entry(
                    "loses_a_register",
                    new Expected(
                            2, "has overwritten r1 to r5", "r3 lost its value at insn 1: calls overwrite r1 to r5")),
            Map.entry("never_sets_it", new Expected(0, "nothing on this path sets r7", "")),
            Map.entry("returns_nothing", new Expected(0, "this path ends without a return value", "")),
            Map.entry(
                    "asks_a_function",
                    new Expected(
                            15, "an access of 8 may begin at 120 at most", "r1 is 0 to 31 since insn 20: w1 &= 31")),
            Map.entry("reads_all_the_same", new Expected(6, "compatible with the GPL", "")));

    @TestFactory
    Stream<DynamicTest> explainsWhatKernelsOfAllReleasesSay() {
        return logs().map(log -> DynamicTest.dynamicTest(
                LOGS.relativize(log).toString(),
                log.toUri(),
                () -> explains(log, EXPECTED.get(log.getFileName().toString().replace(".log", "")))));
    }

    private static void explains(Path log, Expected expected) {
        Explanation why = Explainer.explain(text(log));

        assertThat(why.slot()).isEqualTo(expected.slot());
        assertThat(why.hint()).hasValueSatisfying(hint -> assertThat(hint).contains(expected.hint()));
        if (!expected.step().isEmpty()) {
            assertThat(why.path().stream().map(Explanation.Step::text))
                    .anySatisfy(step -> assertThat(step).startsWith(expected.step()));
        }
    }

    private static Stream<Path> logs() {
        try (Stream<Path> files = Files.walk(LOGS)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void takesTheSourceLineFromTheLogIfThereIsNoObject() {
        Explanation why = Explainer.explain(text(LOGS.resolve("6.18/forgets_null.log")));

        assertThat(why.place()).contains(new SourcePlace("", "refused.bpf.c", 62, "found->at[3] += 1;"));
    }

    @Test
    void prefersTheObjectsOwnRecords() {
        SourcePlace place = new SourcePlace("forgets_null", "refused.bpf.c", 62, "found->at[3] += 1;");

        Explanation why =
                Explainer.explain(text(LOGS.resolve("6.18/forgets_null.log")), slot -> java.util.Optional.of(place));

        assertThat(why.place()).contains(place);
    }

    @Test
    void readsTheFigures() {
        Explanation why = Explainer.explain(text(LOGS.resolve("6.18/forgets_null.log")));

        assertThat(why.statistics()).hasValueSatisfying(figures -> {
            assertThat(figures.instructions()).isEqualTo(7);
            assertThat(figures.totalStates()).hasValue(0);
        });
    }

    @Test
    void namesTheInstructionOfAComplaintBeforeAnyIsFollowed() {
        assertThat(Explainer.explain("unreachable insn 6\nprocessed 0 insns (limit 1000000)\n")
                        .slot())
                .isEqualTo(6);
        assertThat(Explainer.explain("jump out of range from insn 3 to 1\n").slot())
                .isEqualTo(3);
        assertThat(Explainer.explain("unknown opcode 58\n").slot()).isEqualTo(-1);
    }

    @Test
    void keepsAllLinesOfAComplaint() {
        Explanation why = Explainer.explain("""
                0: R1=ctx() R10=fp0
                0: (79) r0 = *(u64 *)(r1 +8)
                invalid access to map value, value_size=48 off=48 size=8
                R1 max value is outside of the allowed memory range
                processed 1 insns (limit 1000000)
                """);

        assertThat(why.messages())
                .containsExactly(
                        "invalid access to map value, value_size=48 off=48 size=8",
                        "R1 max value is outside of the allowed memory range");
    }

    @Test
    void findsNoComplaintInTheLogOfAnAcceptedProgram() {
        Explanation why = Explainer.explain("""
                arg#0 reference type('UNKNOWN ') size cannot be determined: -22
                0: R1=ctx() R10=fp0
                0: (b7) r0 = 0                        ; R0=0
                1: (95) exit
                processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
                """);

        assertThat(why.isComplaint()).isFalse();
        assertThat(why.statistics()).isPresent();
    }

    @Test
    void findsThePathThroughAJumpThatWasTakenUpLater() {
        Explanation why = Explainer.explain("""
                0: R1=ctx() R10=fp0
                0: (79) r2 = *(u64 *)(r1 +0)          ; R1=ctx() R2=scalar()
                1: (b7) r3 = 1                        ; R3=1
                2: (15) if r2 == 0x0 goto pc+2        ; R2=scalar(umin=1)
                3: (b7) r3 = 2                        ; R3=2
                4: (05) goto pc+0
                5: (b7) r0 = 0                        ; R0=0
                6: (95) exit

                from 2 to 5: R1=ctx() R2=0 R3=1 R10=fp0
                5: R1=ctx() R2=0 R3=1 R10=fp0
                5: (79) r0 = *(u64 *)(r3 +0)
                R3 invalid mem access 'scalar'
                processed 8 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
                """);

        assertThat(why.path().stream().map(Explanation.Step::text)).containsExactly("r3 is set at insn 1: r3 = 1");
    }

    @Test
    void followsAValueThroughTheStack() {
        Explanation why = Explainer.explain("""
                0: R1=ctx() R10=fp0
                0: (85) call bpf_get_prandom_u32#7    ; R0=scalar()
                1: (7b) *(u64 *)(r10 -8) = r0         ; R0=scalar(id=1) R10=fp0 fp-8=scalar(id=1)
                2: (79) r4 = *(u64 *)(r10 -8)         ; R4=scalar(id=1) R10=fp0 fp-8=scalar(id=1)
                3: (71) r0 = *(u8 *)(r4 +0)
                R4 invalid mem access 'scalar'
                """);

        assertThat(why.path().stream().map(Explanation.Step::text))
                .containsExactly(
                        "r0 is what bpf_get_prandom_u32 returned at insn 0: any number",
                        "r4 was read from the stack at fp-8 at insn 2");
    }

    @Test
    void toleratesTextThatIsNoLog() {
        for (String text : List.of("", "\0\1\2", "999999999999: (95) exit\nR99 !read_ok\n", "from 1 to 2:\n; \n0:\n")) {
            assertThat(Explainer.explain(text).path()).isEmpty();
        }
    }
}
