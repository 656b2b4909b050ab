// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.verify;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.scenarios.input.InputFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExpectationTest {
    private static Optional<Expectation> read(String... tags) {
        return Expectation.read(List.of(tags));
    }

    private static Optional<Expectation> ofProgram(String name) {
        Bytes file = InputFile.read(Path.of("src/test/resources/verify/refused.bpf.o"));
        BpfObject object = ObjectReader.read(file, file.source());
        ProgramSpec program = object.programs().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Expectation.of(object, program);
    }

    @Test
    void isReadFromTheTagsOfTheProgramsFunction() {
        assertThat(ofProgram("goes_one_too_far"))
                .contains(new Expectation(
                        true, List.of("invalid access to map value, value_size=128", "max value is outside"), 0, 0));
        assertThat(ofProgram("counts_well")).contains(new Expectation(false, List.of(), 0, 0));
    }

    @Test
    void tagsThatSayNothingOfTheVerdictAreNoExpectation() {
        assertThat(read("comment:test_description=a title", "something else")).isEmpty();
    }

    @Test
    void takesTheFormsWithACounter() {
        assertThat(read("comment:3:test_expect_msg=first", "comment:test_expect_msg=4=second"))
                .hasValueSatisfying(
                        expectation -> assertThat(expectation.messages()).containsExactly("first", "second"));
    }

    @Test
    void readsLevelAndFlags() {
        assertThat(read(
                        "comment:test_expect_success",
                        "comment:test_log_level=2",
                        "comment:test_prog_flags=BPF_F_STRICT_ALIGNMENT",
                        "comment:test_prog_flags=0x8"))
                .contains(new Expectation(false, List.of(), 2, 9));
    }

    @Test
    void leavesUsersWithoutPrivilegesAside() {
        assertThat(read("comment:test_expect_success", "comment:test_expect_failure_unpriv"))
                .hasValueSatisfying(
                        expectation -> assertThat(expectation.fails()).isFalse());
    }

    @Test
    void findsMessagesInOrder() {
        Expectation expectation = new Expectation(true, List.of("first", "second"), 0, 0);

        assertThat(expectation.missingFrom("first\nsecond\n")).isEmpty();
        assertThat(expectation.missingFrom("second\nfirst\n")).contains("second");
    }

    @Test
    void readsPartsInDoubleBracesAsPatterns() {
        Expectation expectation = new Expectation(true, List.of("R{{[0-9]}} !read_ok (x)"), 0, 0);

        assertThat(expectation.missingFrom("R3 !read_ok (x)")).isEmpty();
        assertThat(expectation.missingFrom("R !read_ok (x)")).isPresent();
    }
}
