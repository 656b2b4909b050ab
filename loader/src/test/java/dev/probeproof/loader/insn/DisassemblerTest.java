// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import dev.probeproof.loader.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

class DisassemblerTest {

    @TestFactory
    Stream<DynamicTest> printsWhatAKernelsVerifierLogPrints() throws IOException {
        return kernelLog()
                .map(line -> dynamicTest(line[1], () -> {
                    Instructions program = decode(line[0]);

                    assertThat(Disassembler.disassemble(program, 0, Dialect.KERNEL))
                            .isEqualTo(line[1]);
                }));
    }

    @TestFactory
    Stream<DynamicTest> assemblesWhatAKernelsVerifierLogPrints() throws IOException {
        return kernelLog()
                .map(line -> dynamicTest(
                        line[1],
                        () -> assertThat(Assembler.assemble("27: " + line[1], Dialect.KERNEL))
                                .isEqualTo(decode(line[0]))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(18) r1 = map[fd:5]",
                "(18) r1 = map[fd:5][0]+16",
                "(18) r1 = map[idx:0]",
                "(18) r1 = map[idx:3][0]+4294967295",
                "(18) r2 = subprog[+7]",
                "(18) r2 = 0xffffffffffffffff",
                "(85) call kernel-function#4711",
                "(8d) callx r3",
                "(05) goto pc-4",
                "(06) gotol pc+70000",
                "(b7) r0 = -2147483648",
                "(bf) r0 = (s32)r1"
            })
    void printsAndReadsBackWhatALogCannotShow(String text) {
        Instructions program = Assembler.assemble(text, Dialect.KERNEL);

        assertThat(Disassembler.disassemble(program, 0, Dialect.KERNEL)).isEqualTo(text);
    }

    /** What llvm-objdump cannot tell apart, or does not show at all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "call +0x5",
                "call -0x1",
                "call 0x5",
                "call 0xffffffff",
                "call kernel-function#4711",
                "call kernel-function#4711 {off=3}",
                "r1 = map[fd:5]",
                "r1 = map[fd:5][0]+16",
                "r1 = map[idx:0]",
                "r1 = map[idx:3][0]+4294967295",
                "r2 = subprog[-7]",
                "r2 = btf_id[4711:0]",
                "r2 = 0x5 ll {src=7}",
                "r2 = 0x5 ll {off=1 dst2=3 off2=-1}",
                "r0 = *(u32 *)skb[r7 + -0x4]",
                "exit {imm=-1}",
                "r1 += r2 {imm=5}",
                "r1 = (s7)r2",
                "r1 = be8 r1",
                "w1 /= 0x5 {off=2}",
                "goto +0x1 {dst=1 src=2 imm=3}",
                "*(u16 *)(r11 - 0x8000) = r15",
                ".insn op=0xff dst=11 src=12 off=-1 imm=7",
                ".insn op=0x18 dst=1 src=0 off=0 imm=3"
            })
    void printsInLlvmsSyntaxWhatLlvmCannot(String text) {
        Instructions program = Assembler.assemble(text);

        assertThat(Disassembler.disassemble(program, 0, Dialect.LLVM)).isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource(names = {"LLVM", "LLVM_ALU32"})
    void readsBackEverySlotThereCanBe(Dialect dialect) {
        Random random = new Random(3);
        List<Instruction> slots = new ArrayList<>();
        for (int opcode = 0; opcode < 256; opcode++) {
            for (int i = 0; i < 40; i++) {
                boolean clean = i % 2 == 0;
                slots.add(new Instruction(
                        opcode,
                        random.nextInt(clean ? 11 : 16),
                        random.nextInt(clean ? 3 : 16),
                        clean ? random.nextInt(2) : (short) random.nextInt(),
                        clean ? random.nextInt(0x120) : random.nextInt()));
            }
        }
        Collections.shuffle(slots, random);
        Instructions program = Instructions.of(slots);

        assertThat(Assembler.assemble(Disassembler.disassemble(program, dialect)))
                .isEqualTo(program);
    }

    @Test
    void namesWhatAJumpGoesTo() {
        Instructions program = Assembler.assemble("if r1 == 0x0 goto +0x1\nr0 = 0x1\nexit");

        assertThat(Disassembler.disassemble(program, 0, Dialect.LLVM, slot -> "LBB0_" + slot))
                .isEqualTo("if r1 == 0x0 goto +0x1 <LBB0_2>");
    }

    @Test
    void countsBothSlotsOfAWideLoadAndPrintsOneLine() {
        Instructions program = Assembler.assemble("r1 = 0x5 ll\nexit");

        assertThat(program.toString()).isEqualTo("0: r1 = 0x5 ll\n2: exit\n");
        assertThat(Disassembler.disassemble(program, Dialect.KERNEL)).isEqualTo("0: (18) r1 = 0x5\n2: (95) exit\n");
    }

    @Test
    void printsSlotsThatAreNoInstruction() {
        Instructions program = Instructions.of(
                new Instruction(0xff, 11, 12, -1, 7), new Instruction(Opcode.LD_IMM64, 1, 0, 0, 3), Insn.exit());

        assertThat(Disassembler.disassemble(program, Dialect.KERNEL))
                .isEqualTo("0: (ff) unknown dst=11 src=12 off=-1 imm=7\n"
                        + "1: (18) unknown dst=1 src=0 off=0 imm=3\n2: (95) exit\n");
    }

    @Test
    void resolvesLabelsOfJumpsCallsAndFunctionAddresses() {
        Instructions program = Assembler.assemble("""
                ; a comment
                start:
                  if r1 == 0 goto out    ; another
                  r2 = subprog[callback]
                  call function
                  gotol start
                out:
                  exit
                function:
                callback:
                  exit
                """);

        assertThat(program)
                .isEqualTo(Assembler.assemble(
                        "if r1 == 0x0 goto pc+4\nr2 = subprog[+4]\ncall pc+2\ngotol pc-5\nexit\nexit"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "call bpf_probe_read_kernel | call 113",
                "call bpf_probe_read_kernel#113 | call 113",
                "r1 = 7 ll | (18) r1 = 0x7",
                "r1 = 0x7 | (b7) r1 = 7",
                "r1 = 0x100000000 | r1 = 0x100000000 ll",
                "*(u8 *)(r1 - 0x1) = w2 | *(u8 *)(r1 -1) = r2",
                "w2 = *(u32 *)(r10 - 8) | r2 = *(u32 *)(r10 -8)",
                "goto -0x1 <main+0x8> | goto pc-1",
                "callx r3 {off=2} | callx r3 { off=2 }",
                "if r1 != -1 goto pc+0 | if r1 != 0xffffffff goto pc+0"
            })
    void acceptsOtherSpellings(String spelling, String canonical) {
        assertThat(Assembler.assemble(spelling)).isEqualTo(Assembler.assemble(canonical));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit;\\nr1 = w2 | line 2: not an instruction: r1 = w2",
                "goto nowhere | line 1: no label 'nowhere'",
                "a:\\na: | line 2: label 'a' exists already",
                "call bpf_nothing | line 1: no helper 'bpf_nothing'",
                "(07) r1 = 5 | line 1: opcode 07 is not that of: r1 = 5",
                "r1 s+= 5 | line 1: not an instruction: r1 s+= 5",
                "r1 = -r2 | line 1: not an instruction: r1 = -r2",
                "r1 = 0x80000000 | line 1: number 0x80000000 is larger than a signed 32-bit number: write 0x80000000 ll"
                        + " for a 64-bit load, or the negative number that is meant",
                "r1 += 0x100000000 | line 1: number 0x100000000 does not fit 32 bits",
                "r16 = r1 | line 1: number 16 is not in 0..15",
                "goto +0x8000 | line 1: number +0x8000 is not in -32768..32767",
                "r1 = 99999999999999999999 ll | line 1: number 99999999999999999999 does not fit 64 bits",
                "exit {imm2=1} | line 1: not a field: imm2=1 in exit {imm2=1}",
                "exit {dst=16} | line 1: dst=16 does not fit: exit {dst=16}"
            })
    void saysWhichLineItCannotRead(String text, String message) {
        assertThatThrownBy(() -> Assembler.assemble(text.replace("\\n", "\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static Instructions decode(String hex) {
        return Instructions.decode(Bytes.wrap(HexFormat.of().parseHex(hex), "test"));
    }

    private static Stream<String[]> kernelLog() throws IOException {
        try (InputStream in = DisassemblerTest.class.getResourceAsStream("/insn/verifier-log-6.18.txt")) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.stream().filter(line -> !line.startsWith("#")).map(line -> line.split("\\|", 2));
        }
    }
}
