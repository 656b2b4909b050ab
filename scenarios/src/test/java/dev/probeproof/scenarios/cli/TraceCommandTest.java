// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.json.JsonReader;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TraceCommandTest {
    private static final String LATENCY = "../examples/scenarios/latency.yaml";
    private static final String FILEIO = "../examples/scenarios/fileio.yaml";

    private static CommandRun trace(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "trace";
        System.arraycopy(words, 0, all, 1, words.length);
        return CommandRun.of(all);
    }

    @Test
    void namesLinesMapsGlobalsAndRecords() {
        CommandRun run = trace(LATENCY + ":24", "--kernel", "6.12-amd64", "--program", "read_ends");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("latency.bpf.c:86          __sync_fetch_and_add(count, 1);")
                .contains("histogram[6] = 1 (was 0)")
                .contains("bpf_map_lookup_elem(map: &started, key: 77) = &started[77]")
                .contains("r3 = -5; from ctx->ax")
                .contains("r1 = 1000000; from slow_ns")
                .contains("slow's record.comm = \"backup\"")
                .as("the record took the place of the element that was deleted")
                .doesNotContain("started[42] = 2040000")
                .doesNotContain("read_begins on");
    }

    @Test
    void namesMembersByTheWayToThem() {
        assertThat(trace(FILEIO + ":2", "--kernel", "6.12-amd64").out())
                .contains("src: &$passwd->f_path.dentry)")
                .contains("stack[-72] = \"passwd\"")
                .contains("r6 = &stack[-80] of on_file__prologue");
        assertThat(trace(FILEIO + ":25", "--kernel", "6.12-amd64").out())
                .contains("= -EFAULT")
                .contains("failed: nobody set f_path.dentry of struct file #");
    }

    @Test
    void isBoundedAndSaysWhatIsLeftOut() {
        CommandRun run = trace(LATENCY + ":24", "--kernel", "6.12-amd64", "--limit", "5");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("… 176 more instructions left out").contains("PASSED");
        assertThat(trace(LATENCY + ":24", "--kernel", "6.12-amd64", "--limit", "0")
                        .out())
                .doesNotContain("left out");
    }

    @Test
    void jsonLinesCountAsTheTextDoes() {
        List<String> lines = trace(LATENCY + ":24", "--kernel", "6.12-amd64", "--json")
                .out()
                .lines()
                .toList();
        assertThat(lines)
                .allSatisfy(line -> assertThat(JsonReader.read(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                        .isNotNull());
        assertThat(lines)
                .filteredOn(line -> line.contains("\"event\":\"instruction\""))
                .hasSize(181);
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .contains("\"place\":\"histogram[6]\",\"address\":\"0x")
                        .contains("\"value\":\"0x1\",\"words\":\"1\""));
        assertThat(lines.get(lines.size() - 1))
                .contains("\"status\":\"passed\"")
                .contains("\"left_out\":0");
    }

    @Test
    void sourceAloneHasNoInstructions() {
        assertThat(trace(LATENCY + ":24", "--kernel", "6.12-amd64", "--source").out())
                .contains("       histogram[6] = 1 (was 0)")
                .contains("       read ctx->ax: 100")
                .doesNotContain("r6 = r3");
    }

    @Test
    void exitCodesSayWhatHappened() {
        assertThat(trace("nowhere.yaml").exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(trace(LATENCY, "--filter", "slow raed").exitCode()).isEqualTo(ExitCode.USAGE.number());
        CommandRun wrong = trace(LATENCY + ":24", "--program", "read_end", "--kernel", "6.12-amd64");
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(wrong.err()).contains("read_ends");
        assertThat(trace(LATENCY + ":24", "--registers", "some").exitCode()).isEqualTo(ExitCode.USAGE.number());
    }
}
