// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.uapi.HelperId;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** The instruction tests that runtimes of eBPF share; see {@code insn/README.md}. */
class ConformanceTest {
    private static final long MEMORY = 0xffff_8880_0000_0000L;

    @TestFactory
    Stream<DynamicTest> agreesWithOtherRuntimes() throws IOException {
        List<String> lines;
        try (InputStream in = ConformanceTest.class.getResourceAsStream("/insn/conformance.data")) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        return IntStream.range(0, lines.size())
                .filter(index -> !lines.get(index).startsWith("#"))
                .mapToObj(index -> testCase(lines.get(index), index + 1));
    }

    private static DynamicTest testCase(String text, int line) {
        String[] fields = text.split("\\|", -1);
        return dynamicTest(fields[0], URI.create("classpath:/insn/conformance.data?line=" + line), () -> {
            Instructions program = Instructions.decode(Bytes.wrap(HexFormat.of().parseHex(fields[1]), fields[0]));
            byte[] memory = HexFormat.of().parseHex(fields[2]);
            FakeEnvironment environment = new FakeEnvironment().with(HelperId.KTIME_GET_NS, (context, arguments) -> 1);
            if (memory.length > 0) {
                environment.kernelMemory().map(new Region(MEMORY, memory, true, "input"));
            }

            ExecutionResult result = new Interpreter()
                    .run(
                            new Executable(fields[0], program, List.of()),
                            environment,
                            memory.length > 0 ? MEMORY : 0,
                            memory.length,
                            null);

            assertThat(result.fault()).isNull();
            assertThat("0x" + Long.toHexString(result.returnValue())).isEqualTo(fields[3]);
        });
    }
}
