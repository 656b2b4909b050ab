// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.format;

import dev.probeproof.scenarios.model.Action;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScenarioReaderTest {
    private static final Path FILE = Path.of("a.yaml");
    private static final Path EXAMPLES = Path.of("../examples/scenarios");

    @TestFactory
    Stream<DynamicTest> everyMistakeIsToldWithItsPlace() throws IOException {
        String data = Files.readString(Path.of("src/test/resources/scenarios/mistakes.data"));
        List<DynamicTest> tests = new ArrayList<>();
        for (String each : data.substring(data.indexOf("=== ") + 4).split("\n=== ")) {
            String name = each.lines().findFirst().orElseThrow();
            String text = each.substring(name.length() + 1, each.indexOf("--- messages"));
            List<String> messages = each.substring(each.indexOf("--- messages") + "--- messages".length())
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            tests.add(DynamicTest.dynamicTest(
                    name,
                    () -> assertThatThrownBy(() -> ScenarioReader.read(text, FILE))
                            .isInstanceOfSatisfying(
                                    ScenarioSyntaxException.class,
                                    refused -> assertThat(refused.mistakes())
                                            .extracting(mistake -> mistake.position() + ": " + mistake.problem())
                                            .containsExactlyElementsOf(messages))));
        }
        return tests.stream();
    }

    @Test
    void aMistakeIsShownInItsLineWithACaret() {
        String text = "scenario: a\nobject: a.o\nsteps: [{wait: soon}]\n";

        assertThatThrownBy(() -> ScenarioReader.read(text, FILE)).hasMessage("""
                a.yaml:3:16: 'wait' is a duration such as 3us, 1.5ms or 2s, not 'soon'
                    steps: [{wait: soon}]
                                   ^""");
    }

    @Test
    void whatStandsAboveAGroupHoldsForEachOfIt() {
        List<Scenario> scenarios = ScenarioReader.read("""
                        object: a.o
                        tasks: {cat: {pid: 1}}
                        steps: [{wait: 1us}]
                        scenarios:
                          - {scenario: one, steps: [{call: f, args: [1, 2]}]}
                          - {scenario: two, object: b.o, tasks: {dog: {pid: 2}}, cpus: 8}
                        """, FILE).scenarios();

        assertThat(scenarios.get(0).steps()).hasSize(2);
        assertThat(((Action.Call) scenarios.get(0).steps().get(1).action()).arguments())
                .extracting(Value.Field::name)
                .containsExactly("1", "2");
        assertThat(scenarios.get(1).objects()).extracting(Value.Word::text).containsExactly("b.o");
        assertThat(scenarios.get(1).tasks())
                .extracting(task -> task.name().text())
                .containsExactly("cat", "dog");
        assertThat(scenarios.get(1).cpus()).isEqualTo(8);
    }

    /** Nine levels of nine would be 387 million values. */
    @Test
    void aliasesThatMultiplyAreRefusedBeforeTheyDo() {
        StringBuilder text =
                new StringBuilder("scenario: a\nobject: a.o\nvariables:\n  a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            String alias = "*a" + (i - 1);
            text.append("  a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [")
                    .append(String.join(", ", java.util.Collections.nCopies(9, alias)))
                    .append("]\n");
        }

        assertThatThrownBy(() -> ScenarioReader.read(text.toString(), FILE))
                .isInstanceOf(ScenarioSyntaxException.class)
                .hasMessageContaining("more than 200000 values");
    }

    @Test
    void valuesThatNestDeeplyAreRefused() {
        String text = "scenario: a\nobject: a.o\nvariables: " + "[".repeat(100_000);

        assertThatThrownBy(() -> ScenarioReader.read(text, FILE))
                .isInstanceOf(ScenarioSyntaxException.class)
                .hasMessageContaining("nest deeper than 64");
    }

    /** Whatever bytes a file has: it is read, or told what is wrong with it. */
    @Test
    void damagedFilesAreRefusedInWords() throws IOException {
        Random random = new Random(7);
        String good = Files.readString(EXAMPLES.resolve("latency.yaml"));
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            StringBuilder damaged = new StringBuilder(good);
            for (int j = random.nextInt(4); j >= 0; j--) {
                int at = random.nextInt(damaged.length());
                int end = Math.min(damaged.length(), at + random.nextInt(12));
                String piece = "[]{}:,-&*!|>'\"#%@$ \n\tx0~".substring(random.nextInt(20));
                damaged.replace(at, end, piece.substring(0, random.nextInt(piece.length())));
            }
            try {
                ScenarioReader.read(damaged.toString(), FILE);
            } catch (ScenarioSyntaxException told) {
                refused++;
                assertThat(told.mistakes()).isNotEmpty();
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @TestFactory
    Stream<DynamicTest> numbersAreReadAsPeopleWriteThem() {
        return Stream.of(
                        "42=42",
                        "-1=-1",
                        "0x1F=31",
                        "0b101=5",
                        "0o17=15",
                        "1_000=1000",
                        "18446744073709551615=-1",
                        "3us=3000",
                        "1.5ms=1500000",
                        "true=1",
                        "null=0",
                        "-ENOENT=-2",
                        "EACCES=13",
                        "O_RDWR|O_CREAT=66",
                        "AT_FDCWD=-100",
                        "18=18",
                        "18446744073709551616=",
                        "6.10=",
                        "O_RDWRR=",
                        "0x=",
                        "018=",
                        "0644=",
                        "O_RDWR|0644=",
                        "S_IFREG|0o644=33188")
                .map(each -> DynamicTest.dynamicTest(each, () -> {
                    String[] parts = each.split("=", 2);
                    assertThat(NumberWord.parse(parts[0], "x86_64"))
                            .isEqualTo(
                                    parts[1].isEmpty()
                                            ? java.util.OptionalLong.empty()
                                            : java.util.OptionalLong.of(Long.parseLong(parts[1])));
                }));
    }

    @Test
    void someFlagsDependOnTheArchitecture() {
        assertThat(NumberWord.parse("O_DIRECTORY", "x86_64")).hasValue(0x10000);
        assertThat(NumberWord.parse("O_DIRECTORY", "arm64")).hasValue(0x4000);
    }
}
