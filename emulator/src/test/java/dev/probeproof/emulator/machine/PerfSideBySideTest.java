// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.emulator.machine.SampleComparison.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

/** Who finds the variables of the samples, and who is right: perf and we, judged by what the sources print themselves. */
class PerfSideBySideTest {
    private static final Path TABLE = Path.of("../docs/perf-compat.md");

    /** One build's pairs of variable and address, by what came of them. */
    private record Row(String build, SampleComparison perf, SampleComparison ours) {
        static Row of(String name) {
            SampleBuild build = SampleBuild.read(name);
            RequiresUnicorn.check(build.arch());
            return new Row(
                    name,
                    new SampleComparison(SampleTruth.read(), build).run(new PerfSampleResolver(build)),
                    new SampleComparison(SampleTruth.read(), build).run(new DwarfSampleResolver(build)));
        }

        static long right(SampleComparison comparison) {
            return comparison.count(Verdict.EQUAL, Verdict.ASSIGNED);
        }

        String line() {
            long pairs = ours.count(Verdict.values());
            return String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d | %d | %d |",
                    build.substring("x86_64-".length()).replace('-', ' '),
                    pairs,
                    right(perf),
                    perf.count(Verdict.WRONG),
                    right(ours),
                    ours.count(Verdict.WRONG));
        }
    }

    @Test
    void theTableInTheDocumentIsWhatTheSamplesSay() throws IOException {
        List<Row> rows = SampleBuild.namesThatGdbSaw().map(Row::of).toList();
        List<String> document = Files.readAllLines(TABLE);

        assertThat(document).containsAll(rows.stream().map(Row::line).toList());
        for (Row row : rows) {
            assertThat(Row.right(row.ours())).as(row.build()).isGreaterThan(Row.right(row.perf()));
        }
    }

    @Test
    void perfIsNowhereRightWhereWeAreWrong() {
        List<String> better = new ArrayList<>();
        SampleBuild.namesThatGdbSaw().map(Row::of).forEach(row -> {
            Map<String, SampleComparison.Pair> right = new HashMap<>();
            for (Verdict verdict : List.of(Verdict.EQUAL, Verdict.ASSIGNED)) {
                row.perf().pairs(verdict).forEach(pair -> right.put(pair.address() + pair.expression(), pair));
            }
            row.ours().pairs(Verdict.WRONG).stream()
                    .filter(pair -> right.containsKey(pair.address() + pair.expression()))
                    .forEach(pair -> better.add(row.build() + " " + pair));
        });

        assertThat(better).isEmpty();
    }

    /** A few of what was recorded, asked again of the perf that is installed. */
    @Test
    @Tag("native")
    void perfStillSaysWhatWasRecorded(@TempDir Path directory) throws IOException, InterruptedException {
        String name = "x86_64-gcc-O2";
        Path program = Files.write(directory.resolve(name), SampleBuild.bytes("built/" + name));
        List<String> recorded = PerfSampleResolver.lines().stream()
                .filter(line -> line.startsWith(name + " ") && !line.contains(" - "))
                .limit(20)
                .toList();
        for (String line : recorded) {
            String[] parts = line.split(" ", 5);
            String answer = perf(program, parts[1] + " value=" + parts[2]);
            assertThat(answer).contains(":" + parts[3] + " value=" + parts[4]);
        }
    }

    private static String perf(Path program, String definition) throws InterruptedException {
        try {
            Process process = new ProcessBuilder("perf", "probe", "-q", "-x", program.toString(), "-D", definition)
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                abort("perf probe does not work here: " + answer);
            }
            return answer;
        } catch (IOException missing) {
            return abort("perf is not installed (Debian: linux-perf): " + missing.getMessage());
        }
    }
}
