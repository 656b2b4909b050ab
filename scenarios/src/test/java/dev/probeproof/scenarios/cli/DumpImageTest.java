// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.json.JsonNull;
import dev.probeproof.scenarios.json.JsonObject;
import dev.probeproof.scenarios.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code dump image --json}: an interface that other tools rely on. */
class DumpImageTest {
    private static final String OPENAT = "../examples/openat.bpf.o";
    private static final String FIELDS = "src/test/resources/fit/fields.bpf.o";
    private static final String KFUNCS = "src/test/resources/fit/kfuncs.bpf.o";

    @TempDir
    private Path folder;

    private static CommandRun run(String... words) {
        String[] all = new String[words.length + 3];
        System.arraycopy(words, 0, all, 3, words.length);
        all[0] = "dump";
        all[1] = "image";
        all[2] = "--json";
        return CommandRun.of(all);
    }

    @Test
    void hasTheFieldsOfTheInterfaceInItsOrder() {
        CommandRun run = run(FIELDS, "-k", "6.1-amd64", "--pretty");

        Golden.assertMatches("cli/dump-image-json", run.transcript());
    }

    @Test
    void hasALineForEachKernelAndObjectInTheirOrder() {
        CommandRun run = run(FIELDS, OPENAT, "-k", "6.1-amd64", "-k", "5.10-amd64");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"object\":\"" + FIELDS + "\",\"kernel\":\"6.1-amd64\""),
                        line -> assertThat(line).contains("\"object\":\"" + OPENAT + "\",\"kernel\":\"6.1-amd64\""),
                        line -> assertThat(line).contains("\"object\":\"" + FIELDS + "\",\"kernel\":\"5.10-amd64\""),
                        line -> assertThat(line).contains("\"object\":\"" + OPENAT + "\",\"kernel\":\"5.10-amd64\""));
    }

    @Test
    void goesOnBehindAFileThatCannotBeRead() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.o"), "no object");

        CommandRun run = run(bad.toString(), OPENAT, "-k", "6.1-amd64");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("\"object\":\"" + bad)
                                .contains("\"programs\":[],\"maps\":[],\"core\":[],\"error\":\""),
                        line -> assertThat(line)
                                .contains("\"object\":\"" + OPENAT)
                                .endsWith("\"error\":null}"));
    }

    @Test
    void goesOnBehindAProgramThatCannotBeRelocated() {
        CommandRun run = run(KFUNCS, "-k", "6.1-amd64");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED.number());
        List<JsonObject> programs = programs(run);
        assertThat(programs)
                .extracting(program -> program.text("name"))
                .containsExactly("asks", "takes_for_granted", "insists");
        assertThat(programs.get(1).text("insns_sha256")).hasSize(64);
        assertThat(programs.get(2).members().get("insns_sha256")).isInstanceOf(JsonNull.class);
        assertThat(programs.get(2).text("error")).contains("bpf_nor_this_one");
    }

    @Test
    void printsInstructionsOnRequestOnly() {
        assertThat(run(OPENAT, "-k", "6.1-amd64").out())
                .doesNotContain("\"listing\"")
                .doesNotContain("\"images\"");
        assertThat(run(OPENAT, "-k", "6.1-amd64", "--instructions").out())
                .contains("\"images\":[{\"name\":\"on_open\"")
                .contains("\"listing\":[{\"slot\":0,");
    }

    @Test
    void digestsAnInstanceForEachWayItsArgumentsLie() {
        List<JsonObject> programs = programs(run("../examples/fileio.bpf.o", "-k", "6.1-amd64"));

        assertThat(programs.get(0).optionalArray("instances")).hasSize(4);
    }

    private static List<JsonObject> programs(CommandRun run) {
        JsonObject document = (JsonObject) JsonReader.read(run.out().strip().getBytes(StandardCharsets.UTF_8));
        return document.optionalArray("programs").stream()
                .map(JsonObject.class::cast)
                .toList();
    }
}
