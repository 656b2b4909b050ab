// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.tools;

import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioFile;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.run.Campaign;
import dev.probeproof.scenarios.run.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tools that others wrote, unchanged: the BPF objects of Debian 12's package libbpf-tools, each with scenarios of ours. The objects
 * are cut out of the installed executables when the tests run. What is left out, and why, stands in docs/tools.md.
 */
class ToolScenariosTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/tools");
    private static final Path DIGESTS = SCENARIOS.resolve("objects.sha256");
    private static final Path INSTALLED = Path.of("/usr/sbin");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> toolsDoAsTheirScenariosSay() throws IOException {
        Map<String, String> digests = digests();
        return names().map(name -> DynamicTest.dynamicTest(name, () -> {
            assertThat(digests)
                    .as("%s says which build of '%s' is meant", DIGESTS, name)
                    .containsKey(name);
            requireObject(name, digests.get(name));
            Path copy = Files.copy(SCENARIOS.resolve(name + ".yaml"), folder.resolve(name + ".yaml"));
            ScenarioFile file = ScenarioReader.read(copy);
            List<ScenarioResult> results = new Campaign(Recording.STEPS)
                    .run(Campaign.jobs(List.of(file), List.of(), scenario -> true), result -> true);

            assertThat(results)
                    .allSatisfy(result -> assertThat(result.status())
                            .as(() -> words(result))
                            .isEqualTo(ScenarioResult.Status.PASSED));
        }));
    }

    @Test
    void everyToolStandsInTheTableWithItsKernels() throws IOException {
        List<String> table = Files.readAllLines(Path.of("../docs/tools.md"));

        assertThat(names()).allSatisfy(name -> {
            ScenarioFile file = ScenarioReader.read(SCENARIOS.resolve(name + ".yaml"));
            TreeSet<String> kernels = new TreeSet<>();
            Campaign.jobs(List.of(file), List.of(), scenario -> true).forEach(job -> kernels.add(job.kernel()));
            List<String> scenarios =
                    file.scenarios().stream().map(Scenario::name).toList();
            assertThat(table)
                    .contains("| " + name + " | " + String.join(", ", scenarios) + " | " + String.join(", ", kernels)
                            + " |");
        });
    }

    private static Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(SCENARIOS)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".yaml"))
                    .map(file -> file.substring(0, file.length() - ".yaml".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** Lines as sha256sum writes them. */
    private static Map<String, String> digests() throws IOException {
        Map<String, String> digests = new HashMap<>();
        for (String line : Files.readAllLines(DIGESTS)) {
            String[] words = line.split("\\s+");
            digests.put(words[1].replace(".bpf.o", ""), words[0]);
        }
        return digests;
    }

    private void requireObject(String name, String digest) throws Exception {
        Path tool = INSTALLED.resolve(name);
        require(Files.isReadable(tool), tool + " is not there: apt-get install libbpf-tools on Debian 12");
        byte[] object = EmbeddedObjects.first(tool).orElseThrow();
        String found =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(object));
        require(
                found.equals(digest),
                tool + " is another build of the tool than the one that the expectations are about");
        Files.write(folder.resolve(name + ".bpf.o"), object);
    }

    private static void require(boolean holds, String otherwise) {
        if ("1".equals(System.getenv("PROBEPROOF_REQUIRE_TOOLS"))) {
            assertThat(holds)
                    .as("PROBEPROOF_REQUIRE_TOOLS is set, but %s", otherwise)
                    .isTrue();
        }
        Assumptions.assumeTrue(holds, otherwise);
    }

    private static String words(ScenarioResult result) {
        return result.scenario().name() + " on " + result.kernel() + ": " + result.reason()
                + result.mismatches().stream().map(Mismatch::message).toList();
    }
}
