// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import dev.probeproof.loader.insn.ObjdumpCapture.Row;
import dev.probeproof.loader.insn.ObjdumpCapture.Section;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** Text against what llvm-objdump printed for the same bytes: {@code insn/objdump/*.txt}, of several versions. */
class ObjdumpTest {

    @TestFactory
    Stream<DynamicTest> printsWhatLlvmObjdumpPrintsWhereThatSaysEverything() throws IOException {
        return captures()
                .map(capture -> dynamicTest(capture.name, () -> {
                    for (Section section : capture.sections()) {
                        Instructions program = section.program();
                        for (Row row : section.rows) {
                            String ours =
                                    Disassembler.disassemble(program, row.slot(), capture.dialect(), section::target);
                            if (saysEverything(row, program)) {
                                assertThat(asAmbiguousAsLlvm(ours))
                                        .as("%s, slot %d", row.bytes(), row.slot())
                                        .isEqualTo(row.text());
                            }
                        }
                    }
                }));
    }

    @Test
    void printsEveryInstructionThatTheNewestLlvmKnowsAsItDoes() throws IOException {
        for (String order : List.of("el", "eb")) {
            ObjdumpCapture capture = ObjdumpCapture.read(folder().resolve("isa." + order + ".llvm-22.txt"));
            Section section = capture.sections().get(0);

            assertThat(section.rows)
                    .hasSizeGreaterThan(250)
                    .extracting(row -> Disassembler.disassemble(
                            section.program(), row.slot(), Dialect.LLVM_ALU32, section::target))
                    .isEqualTo(section.rows.stream().map(Row::text).toList());
        }
    }

    @TestFactory
    Stream<DynamicTest> readsWhatLlvmObjdumpPrints() throws IOException {
        return captures()
                .map(capture -> dynamicTest(capture.name, () -> {
                    for (Section section : capture.sections()) {
                        Instructions program = section.program();
                        for (Row row : section.rows) {
                            if (saysEverything(row, program)) {
                                String line = row.slot() + ":\t" + spaced(row.bytes()) + "\t" + row.text();
                                assertThat(Assembler.assemble(line)).as(line).isEqualTo(at(program, row.slot()));
                            }
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> readsBackWhatItPrintsInEveryDialect() throws IOException {
        return captures()
                .map(capture -> dynamicTest(capture.name, () -> {
                    for (Section section : capture.sections()) {
                        for (Dialect dialect : Dialect.values()) {
                            String text = Disassembler.disassemble(section.program(), dialect);

                            assertThat(Assembler.assemble(text, dialect))
                                    .as("%s", dialect)
                                    .isEqualTo(section.program());
                        }
                    }
                }));
    }

    @Test
    void readsAWholeListing() throws IOException {
        Path file = folder().resolve("linked.clang-19.v4.el.llvm-19.txt");
        String section = Files.readString(file).split("Disassembly of section (?!\\.text)")[0];

        assertThat(Assembler.assemble(section))
                .isEqualTo(ObjdumpCapture.read(file).sections().get(0).program());
    }

    /**
     * False where a version does not know an instruction, or takes it for another one, which happens to those that are
     * newer than it: then its text means other bytes.
     */
    private static boolean saysEverything(Row row, Instructions program) {
        if (row.text().equals("<unknown>")) {
            return false;
        }
        Instruction instruction = program.get(row.slot());
        boolean calls = instruction.isCall() && instruction.src() != Opcode.HELPER_CALL;
        return calls || Assembler.assemble(row.text()).equals(at(program, row.slot()));
    }

    /** LLVM leaves out the sign by which a function's distance can be told from a helper's number. */
    private static String asAmbiguousAsLlvm(String text) {
        return text.replace("call +", "call ");
    }

    private static Instructions at(Instructions program, int slot) {
        return program.slice(slot, slot + Operation.at(program, slot).slots());
    }

    private static String spaced(String bytes) {
        return bytes.replaceAll("(..)(?!$)", "$1 ");
    }

    private static Stream<ObjdumpCapture> captures() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            List<Path> texts = files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
            assertThat(texts).hasSizeGreaterThan(20);
            return texts.stream().map(ObjdumpCapture::read);
        }
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(ObjdumpTest.class.getResource("/insn/objdump"))
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
