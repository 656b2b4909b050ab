// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.loader.testing.RunnableKernel;
import dev.probeproof.loader.testing.RunnableProgram;
import dev.probeproof.loader.uapi.ProgramType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs on which an engine was wrong once: what they give in each of them. */
class EngineCasesTest {
    private static final String FILE = "/engine/agreement.data";

    /**
     * @param line of its name in the file, from 1
     * @param expected how the result begins, by place
     */
    private record Case(String name, int line, RunnableProgram program, Map<String, String> expected) {}

    @TestFactory
    Stream<DynamicTest> everyEngineGivesWhatIsWritten() throws IOException {
        return read().stream()
                .flatMap(each -> Stream.of(EngineChoice.values())
                        .map(engine -> DynamicTest.dynamicTest(
                                each.name() + " (" + engine + ")",
                                URI.create("classpath:" + FILE + "?line=" + each.line()),
                                () -> run(each, engine))));
    }

    private static void run(Case each, EngineChoice engine) {
        try (EmulatedKernel kernel =
                EmulatedKernel.builder(Kernels.x86()).engine(engine).build()) {
            RunnableKernel.Outcome outcome = new RunnableKernel(
                            kernel, (program, input) -> EngineAgreement.allThatCameOf(kernel, program, input, false))
                    .run(each.program());

            assertThat(outcome.log()).isEmpty();
            assertThat(each.expected())
                    .isNotEmpty()
                    .allSatisfy((place, value) ->
                            assertThat(outcome.results().get(place)).as(place).startsWith(value));
        }
    }

    private static List<Case> read() throws IOException {
        List<String> lines;
        try (InputStream in = EngineCasesTest.class.getResourceAsStream(FILE)) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        List<Case> cases = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            if (lines.get(at).startsWith("== ")) {
                cases.add(readCase(lines, at));
            }
        }
        return cases;
    }

    private static Case readCase(List<String> lines, int first) {
        Map<String, String> headers = new LinkedHashMap<>();
        int at = first + 1;
        for (; !lines.get(at).isBlank(); at++) {
            String[] header = lines.get(at).split(": ", 2);
            headers.put(header[0], header[1]);
        }
        StringBuilder text = new StringBuilder();
        for (at++; at < lines.size() && !lines.get(at).startsWith("== "); at++) {
            text.append(lines.get(at)).append('\n');
        }
        ProgramType type = ProgramType.valueOf(headers.remove("type").toUpperCase(Locale.ROOT));
        long seed = Long.parseLong(headers.remove("seed"));
        String name = lines.get(first).substring(3);
        return new Case(name, first + 1, new RunnableProgram(seed, type, text.toString()), headers);
    }
}
