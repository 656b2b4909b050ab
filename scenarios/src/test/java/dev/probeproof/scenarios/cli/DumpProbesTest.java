// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DumpProbesTest {
    private static final String KERNEL = "6.12-amd64";

    @Test
    void aDefinitionMayBeAWordOfTheCommandLine() {
        CommandRun run = CommandRun.of("dump", "probes", "--json", "-k", KERNEL, "vfs_read(count)", "vfs_read");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).hasSize(2).allMatch(line -> line.contains("\"expr\":\"vfs_read"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nosuch.o", "no/such/file", "./a.bpf.o"})
    void whatLooksLikeAFileAndIsNotThereIsMissing(String word) {
        CommandRun run = CommandRun.of("dump", "probes", "-k", KERNEL, word);

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("no such file");
    }

    @Test
    void definitionsComeOneALineFromStandardInputOnEachKernelInTurn() {
        String lines = "# a comment\n\n  vfs_read(count)  \r\nvfs_read(nosuch)\nvfs_read(pos";

        List<CommandRun> runs = List.of(
                new CommandRun.Setting()
                        .input(lines)
                        .run("dump", "probes", "--json", "-k", KERNEL, "-k", "6.12-arm64", "-"),
                new CommandRun.Setting()
                        .input(lines)
                        .run("dump", "probes", "--json", "-k", KERNEL, "-k", "6.12-arm64"));

        assertThat(runs).allSatisfy(run -> {
            assertThat(run.exitCode()).as("a line that is no definition").isEqualTo(2);
            assertThat(run.out().lines())
                    .hasSize(6)
                    .element(1)
                    .asString()
                    .contains("\"kernel\":\"6.12-arm64\"", "\"expr\":\"vfs_read(count)\"");
            assertThat(run.out()).contains("\"absent\":\"argument\",\"name\":\"nosuch\"", "\"error\":\"syntax\"");
        });
    }

    @Test
    void nothingAtAllIsAMistake() {
        CommandRun run = CommandRun.of("dump", "probes", "-k", KERNEL);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("nothing to resolve");
    }

    @Test
    void aLineWithoutEndIsRefused() {
        CommandRun run = new CommandRun.Setting()
                .input("vfs_read(count)\n" + "a".repeat(DefinitionLines.MAX_LINE + 1))
                .run("dump", "probes", "-k", KERNEL, "-");

        assertThat(run.err()).contains("line 2 of standard input has more than 65536 characters");
    }

    @Test
    void whatIsFetchedIsToldInWords() {
        CommandRun run = CommandRun.of(
                "dump",
                "probes",
                "-k",
                KERNEL,
                "vfs_read(&file->f_path, name=file->f_path.dentry->d_name.name:string, file->f_flags:hex)");

        assertThat(run.out())
                .contains("  f_path: unsigned 64-bit integer: di+64\n")
                .contains("  name: text of at most 64 bytes at [[di+72]+40]+0, kernel memory\n")
                .contains(", kernel memory, in hexadecimal\n");
    }

    @Test
    void aPatternAnswersForEachFunction() {
        CommandRun run = CommandRun.of("dump", "probes", "--json", "-k", KERNEL, "vfs_rea[dl]*(file)");

        assertThat(run.out()).contains("\"expr\":\"vfs_read(file)\"", "\"expr\":\"vfs_readv(file)\"");
    }
}
