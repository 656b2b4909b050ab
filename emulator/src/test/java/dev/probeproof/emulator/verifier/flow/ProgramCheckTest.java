// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Instructions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

class ProgramCheckTest {
    private static final String DATA = "/verifier/flow/program-check.data";

    @TestFactory
    List<DynamicTest> answersAsTheReleaseDoes() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        String name = "";
        StringBuilder program = new StringBuilder();
        int number = 0;
        for (String line : data().split("\n")) {
            number++;
            if (line.startsWith("== ")) {
                name = line.substring(3);
                program.setLength(0);
            } else if (line.startsWith("@ ")) {
                String[] parts = line.substring(2).split(": ", 2);
                Instructions code = Assembler.assemble(program.toString());
                for (String release : parts[0].split(" ")) {
                    tests.add(DynamicTest.dynamicTest(
                            name + " on " + release,
                            URI.create("classpath:" + DATA + "?line=" + number),
                            () -> assertThat(answer(code, release)).isEqualTo(parts[1])));
                }
            } else if (!line.startsWith("#")) {
                program.append(line).append('\n');
            }
        }
        return tests;
    }

    @Test
    void findsLiveRegistersAndLoops() {
        String log = log("""
                r0 = 0
                r6 = 10
                outer:
                r7 = r6
                inner:
                r0 += r7
                r7 -= 1
                if r7 != 0 goto inner
                r6 -= 1
                if r6 != 0 goto outer
                exit
                """, "6.18");

        assertThat(log).isEqualTo("""
                func#0 @0
                Live regs before insn:
                      0: .......... 0
                      1: 0......... 1
                  1   2: 0.....6... 2
                  1   3: 0.....67.. 3
                  1   4: 0.....67.. 4
                  1   5: 0.....67.. 5
                  1   6: 0.....6... 6
                  1   7: 0.....6... 7
                      8: 0......... 8
                """);
    }

    @Test
    void numbersLoopsFromTheInnermostEnd() {
        String log = log("""
                r0 = 1
                first:
                r0 += 1
                if r0 < 10 goto first
                second:
                r0 -= 1
                if r0 > 3 goto second
                exit
                """, "6.18");

        assertThat(log).contains("  2   1: 0", "  2   2: 0", "  1   3: 0", "  1   4: 0");
    }

    @Test
    void leavesOutTheSecondHalfOfWideLoads() {
        String log = log("""
                r0 = 5 ll
                exit
                """, "6.18");

        assertThat(log).endsWith("      0: .......... 0\n      2: 0......... 2\n");
    }

    @Test
    void marksWherePathsJoinAndFork() {
        FlowGraph graph = graph("""
                r6 = r1
                call 5
                if r0 == 0 goto out
                call function
                out:
                r0 = 0
                exit
                function:
                r0 = 0
                exit
                """);

        assertThat(prunePoints(graph)).containsExactly(2, 3, 4, 6);
        assertThat(graph.subprogramStartingAt(6)).isEqualTo(1);
        assertThat(graph.subprogramAt(7).number).isEqualTo(1);
    }

    @Test
    void keepsAStateAtEveryCallThatCallsBack() {
        String program = """
                r1 = 4
                r2 = 0
                r3 = 0
                r4 = 0
                call 181
                exit
                """;

        assertThat(graph(program).callsCallback(4)).isTrue();
        assertThat(graph(program).isForcedCheckpoint(4)).isTrue();
        assertThat(check(Assembler.assemble(program), "6.1", new VerifierLog(0))
                        .graph()
                        .isForcedCheckpoint(4))
                .isFalse();
    }

    @Test
    void refusesMoreInstructionsThanTheReleaseTakesWithoutAWord() {
        Instructions program = Assembler.assemble("r0 = 0\n".repeat(4096) + "exit");

        assertThat(answer(program, "5.1")).isEqualTo("E2BIG ");
        assertThat(answer(program, "5.2")).isEqualTo("ok");
    }

    private static String answer(Instructions program, String release) {
        VerifierLog log = new VerifierLog(VerifierLog.BRANCHES);
        try {
            check(program, release, log);
            return "ok";
        } catch (Rejection rejection) {
            String[] lines = log.text().split("\n");
            return rejection.errno().name() + " " + lines[lines.length - 1];
        }
    }

    private static String log(String program, String release) {
        VerifierLog log = new VerifierLog(VerifierLog.INSTRUCTIONS);
        check(Assembler.assemble(program), release, log);
        return log.text();
    }

    private static FlowGraph graph(String program) {
        return check(Assembler.assemble(program), "6.18", new VerifierLog(0)).graph();
    }

    private static ProgramFlow check(Instructions program, String release, VerifierLog log) {
        return new ProgramCheck(program, null, List.of(), KernelProfile.of(release), log)
                .instructionText((code, slot) -> String.valueOf(slot))
                .run();
    }

    private static List<Integer> prunePoints(FlowGraph graph) {
        List<Integer> points = new ArrayList<>();
        for (int slot = 0; slot < graph.size(); slot++) {
            if (graph.isPrunePoint(slot)) {
                points.add(slot);
            }
        }
        return points;
    }

    private static String data() throws IOException {
        try (InputStream stream = Objects.requireNonNull(ProgramCheckTest.class.getResourceAsStream(DATA))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
