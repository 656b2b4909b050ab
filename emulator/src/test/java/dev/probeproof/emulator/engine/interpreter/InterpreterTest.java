// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.helper.ExecutionFault.Kind;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.HelperId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

class InterpreterTest {
    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void passesTwoArgumentsAndClearsTheOtherRegisters() {
        ExecutionResult result = new Interpreter()
                .run(Programs.program("r0 += r1\nr0 += r2\nr0 += r3\nr0 += r9\nexit"), environment, 40, 2, null);

        assertThat(result).isEqualTo(new ExecutionResult(42, 5, null, -1));
    }

    @Test
    void countsAWideLoadOnce() {
        assertThat(Programs.run("r0 = 0xffffffff80000000\nexit"))
                .isEqualTo(new ExecutionResult(0xffff_ffff_8000_0000L, 2, null, -1));
    }

    @Test
    void jumpsFurtherThanSixteenBits() {
        List<Instruction> slots =
                new ArrayList<>(Assembler.assemble("r0 = 1\ngotol pc+70000").asList());
        for (int i = 0; i < 70_000; i++) {
            slots.add(Insn.mov64(0, 2));
        }
        slots.add(Insn.exit());

        ExecutionResult result = new Interpreter()
                .run(new Executable("long", Instructions.of(slots), List.of()), environment, 0, 0, null);

        assertThat(result).isEqualTo(new ExecutionResult(1, 3, null, -1));
    }

    @Nested
    class Budget {
        @Test
        void stopsAnEndlessLoop() {
            ExecutionResult result = new Interpreter(1000)
                    .run(Programs.program("r0 = 0\nagain:\nr0 += 1\ngoto again"), environment, 0, 0, null);

            assertThat(result.fault().kind()).isEqualTo(Kind.BUDGET);
            assertThat(result.fault())
                    .hasMessage("still running after 1000 instructions: an endless loop, or a budget too small");
            assertThat(result.executedInstructions()).isEqualTo(1000);
            assertThat(result.faultSlot()).isEqualTo(2);
        }

        @Test
        void isEnoughForAProgramOfExactlyItsSize() {
            Executable program = Programs.program("r0 = 1\nr0 += 1\nexit");

            assertThat(new Interpreter(3).run(program, environment, 0, 0, null).returnValue())
                    .isEqualTo(2);
            assertThat(new Interpreter(2)
                            .run(program, environment, 0, 0, null)
                            .fault()
                            .kind())
                    .isEqualTo(Kind.BUDGET);
        }

        @Test
        void isSharedWithCallbacks() {
            environment.with(HelperId.LOOP, (context, a) -> {
                for (int i = 0; i < 1000; i++) {
                    context.callFunction(a[1], 0, 0, 0, 0, 0);
                }
                return 0;
            });

            ExecutionResult result = new Interpreter(100)
                    .run(
                            Programs.program("r2 = subprog[f]\ncall bpf_loop\nexit\nf:\nr0 = 0\nexit"),
                            environment,
                            0,
                            0,
                            null);

            assertThat(result.fault().kind()).isEqualTo(Kind.BUDGET);
            assertThat(result.executedInstructions()).isEqualTo(100);
        }

        @Test
        void mustAllowSomething() {
            assertThatThrownBy(() -> new Interpreter(0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class MapsInWideLoads {
        private final EmulatedMap map = mock();

        @Test
        void becomeAddresses() {
            when(map.address()).thenReturn(0xffff_8881_0000_0000L);
            when(map.directValueAddress(16)).thenReturn(0x777L);
            Instructions text = Assembler.assemble("r1 = map[idx:0]\nr0 = map[idx:0][0]+16\nr0 += r1\nexit");

            ExecutionResult result =
                    new Interpreter().run(new Executable("test", text, List.of(map)), environment, 0, 0, null);

            assertThat(Long.toHexString(result.returnValue())).isEqualTo("ffff888100000777");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "r1 = map[idx:1] | INSTRUCTION | map index 1, but the program has 0 maps",
                    "r1 = map[fd:7] | INSTRUCTION | fd 7 is not pointing to valid bpf_map:"
                            + " programs name maps by index here, descriptors mean nothing"
                })
        void faultWhenTheyNameNoMap(String load, Kind kind, String message) {
            ExecutionResult result = Programs.run("r0 = 0\n" + load + "\nexit");

            assertThat(result.faultSlot()).isEqualTo(1);
            assertThat(result.fault().kind()).isEqualTo(kind);
            assertThat(result.fault()).hasMessage(message);
        }
    }

    @Nested
    class Refusals {
        @ParameterizedTest(name = "{0}: {2}")
        @CsvSource(
                delimiter = '|',
                value = {
                    "ff00000000000000 | INSTRUCTION | unknown opcode ff",
                    "e700000000000000 | INSTRUCTION | unknown opcode e7",
                    "9900000000000000 | INSTRUCTION | unknown opcode 99",
                    "0000000000000000 | INSTRUCTION | this is the second half of a 64-bit immediate load",
                    "b70a000000000000 | INSTRUCTION | frame pointer is read only",
                    "79aa000000000000 | INSTRUCTION | frame pointer is read only",
                    "b70b000000000000 | INSTRUCTION | R11 is invalid",
                    "bfc1000000000000 | INSTRUCTION | R12 is invalid",
                    "b710000000000000 | INSTRUCTION | BPF_MOV uses reserved fields",
                    "0710000000000000 | INSTRUCTION | BPF_ALU uses reserved fields",
                    "3700020001000000 | INSTRUCTION | BPF_ALU uses reserved fields",
                    "bc10200000000000 | INSTRUCTION | BPF_MOV uses reserved fields",
                    "df00000010000000 | INSTRUCTION | BPF_END uses reserved fields",
                    "d400000018000000 | INSTRUCTION | BPF_END uses reserved fields",
                    "8700000001000000 | INSTRUCTION | BPF_NEG uses reserved fields",
                    "6100000001000000 | INSTRUCTION | BPF_LDX uses reserved fields",
                    "6210000000000000 | INSTRUCTION | BPF_ST uses reserved fields",
                    "9500000001000000 | INSTRUCTION | BPF_EXIT uses reserved fields",
                    "0501000000000000 | INSTRUCTION | BPF_JA uses reserved fields",
                    "1510000000000000 | INSTRUCTION | BPF_JMP uses reserved fields",
                    "8500010005000000 | INSTRUCTION | BPF_CALL uses reserved fields",
                    "0500010000000000 | INSTRUCTION | jump out of range from insn 0 to 2",
                    "1500fbff00000000 | INSTRUCTION | jump out of range from insn 0 to -4",
                    "85100000ffffff7f | INSTRUCTION | jump out of range from insn 0 to 2147483648",
                    "db1a000002000000 | INSTRUCTION | BPF_ATOMIC uses invalid atomic opcode 2",
                    "cb1a000000000000 | INSTRUCTION | invalid atomic operand size",
                    "99a0000000000000 | INSTRUCTION | unknown opcode 99",
                    "1870000000000000 | INSTRUCTION | invalid bpf_ld_imm64 insn",
                    "2000000000000000 | INSTRUCTION | BPF_LD_[ABS|IND] in a program that runs on no packet",
                    "2010000000000000 | INSTRUCTION | BPF_LD_[ABS|IND] uses reserved fields",
                    "8520000007000000 | NOT_EMULATED | not emulated: the kernel function (kfunc) with BTF id 7",
                    "e500000000000000 | NOT_EMULATED | not emulated: may_goto",
                    "bf10010001000000 | NOT_EMULATED | not emulated: addr_space_cast (arena pointers)"
                })
        void sayWhatIsWrongWithAnInstruction(String hex, Kind kind, String message) {
            Instructions program =
                    Instructions.decode(Bytes.wrap(HexFormat.of().parseHex(hex + "9500000000000000"), "test"));

            ExecutionResult result =
                    new Interpreter().run(new Executable("test", program, List.of()), environment, 0, 0, null);

            assertThat(result.faultSlot()).isZero();
            assertThat(result.fault().kind()).isEqualTo(kind);
            assertThat(result.fault()).hasMessage(message);
        }

        @Test
        void doNotConcernWhatIsNeverReached() {
            Instruction junk = new Instruction(0xff, 15, 15, -1, -1);

            ExecutionResult result = new Interpreter()
                    .run(Programs.program(Insn.goTo(1), junk, Insn.mov64(0, 3), Insn.exit()), environment, 0, 0, null);

            assertThat(result.returnValue()).isEqualTo(3);
        }

        @Test
        void concernJumpsIntoAWideLoadAndTheEndOfTheProgram() {
            assertThat(Programs.run("goto pc+1\nr0 = 0x1 ll\nexit").fault())
                    .hasMessage("this is the second half of a 64-bit immediate load");
            ExecutionResult end = Programs.run("r0 = 1");
            assertThat(end.fault()).hasMessage("ran past the last instruction: no exit");
            assertThat(end.faultSlot()).isEqualTo(1);
            assertThat(new Interpreter()
                            .run(Programs.program(Insn.loadImm64(0, 1)), environment, 0, 0, null)
                            .fault())
                    .hasMessage("invalid bpf_ld_imm64 insn: the second half is missing");
        }
    }

    /** Any bytes at all: a run ends, in an exit or in a fault, and leaves nothing behind. */
    @Test
    void survivesArbitraryPrograms() {
        SplittableRandom random = new SplittableRandom(2026);
        environment.with(HelperId.KTIME_GET_NS, (context, a) -> a[0]);
        Interpreter interpreter = new Interpreter(2_000);
        int faults = 0;
        for (int round = 0; round < 5_000; round++) {
            Instruction[] slots = new Instruction[1 + random.nextInt(24)];
            for (int i = 0; i < slots.length; i++) {
                slots[i] = random.nextInt(12) == 0 ? junk(random) : plausible(random);
            }

            ExecutionResult result = interpreter.run(Programs.program(slots), environment, random.nextLong(), 0, null);

            assertThat(result.executedInstructions()).isBetween(1L, 2_000L);
            faults += result.isComplete() ? 0 : 1;
        }
        assertThat(faults).isBetween(1, 4_999);
        assertThat(environment.kernelMemory().regions()).isEmpty();
    }

    private static Instruction junk(SplittableRandom random) {
        return new Instruction(
                random.nextInt(256),
                random.nextInt(16),
                random.nextInt(16),
                random.nextInt(-9, 9),
                random.nextInt(-9, 9));
    }

    private static Instruction plausible(SplittableRandom random) {
        int a = random.nextInt(10);
        int b = random.nextInt(11);
        int jump = random.nextInt(-4, 8);
        return switch (random.nextInt(10)) {
            case 0 -> Insn.mov64(a, random.nextInt());
            case 1 -> Insn.mov64Reg(a, b);
            case 2 -> Insn.alu64Reg(Opcode.SUB, a, b);
            case 3 -> Insn.jump(Opcode.JSGT, a, random.nextInt(), jump);
            case 4 -> Insn.goTo(jump);
            case 5 -> Insn.store(8, 10, -8 * random.nextInt(1, 65), b);
            case 6 -> Insn.load(4, a, b, -8);
            case 7 -> Insn.call(HelperId.KTIME_GET_NS);
            case 8 -> Insn.callFunction(jump);
            default -> Insn.exit();
        };
    }

    @Nested
    class Listener implements ExecutionListener {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void instruction(int slot, long[] registers) {
            seen.add("insn " + slot + " r0=" + registers[0]);
        }

        @Override
        public void helperReturned(int slot, HelperId helper, long[] arguments, long result) {
            seen.add("helper " + slot + " " + helper + Arrays.toString(arguments) + " = " + result);
        }

        @Override
        public void memoryAccess(int slot, long address, int sizeBytes, boolean write, long value) {
            seen.add((write ? "write " : "read ") + slot + " " + sizeBytes + " " + Long.toHexString(value));
        }

        private final Executable program = Programs.program("""
                  *(u32 *)(r10 -8) = -2
                  r0 = *(s8 *)(r10 -8)
                  lock *(u32 *)(r10 -8) += r0
                  r1 = 1
                  r2 = 2
                  r3 = 3
                  r4 = 4
                  r5 = 5
                  call bpf_ktime_get_ns
                  call function
                  exit
                function:
                  exit
                """);

        @Test
        void seesInstructionsHelpersAndAccessesInOrder() {
            environment.with(HelperId.KTIME_GET_NS, (context, a) -> 9);

            ExecutionResult result = new Interpreter().run(program, environment, 0, 0, this);

            assertThat(seen)
                    .containsExactly(
                            "insn 0 r0=0",
                            "write 0 4 fffffffe",
                            "insn 1 r0=0",
                            "read 1 1 fe",
                            "insn 2 r0=-2",
                            "read 2 4 fffffffe",
                            "write 2 4 fffffffc",
                            "insn 3 r0=-2",
                            "insn 4 r0=-2",
                            "insn 5 r0=-2",
                            "insn 6 r0=-2",
                            "insn 7 r0=-2",
                            "insn 8 r0=-2",
                            "helper 8 KTIME_GET_NS[1, 2, 3, 4, 5] = 9",
                            "insn 9 r0=9",
                            "insn 11 r0=9",
                            "insn 10 r0=9");
            assertThat(result.executedInstructions()).isEqualTo(12);
        }

        @Test
        void changesNothing() {
            environment.with(HelperId.KTIME_GET_NS, (context, a) -> 9);

            assertThat(new Interpreter().run(program, environment, 0, 0, this))
                    .isEqualTo(new Interpreter().run(program, environment, 0, 0, null));
        }
    }

    @Test
    void hasItsSwitchBelowTheSizeThatHotSpotCompiles() throws Exception {
        assertThat(BytecodeSize.largestMethod(Execution.class)).isBetween(2_000, 8_000);
    }

    @Test
    void givesTheSameTraceEveryTime() {
        assertThat(trace()).isEqualTo(trace());
    }

    private static List<String> trace() {
        List<String> trace = new ArrayList<>();
        new Interpreter()
                .run(
                        Programs.program("r6 = r10\nr0 = r10\n*(u64 *)(r10 -8) = r6\nr1 = subprog[+1]\ncall 5\nexit"),
                        new FakeEnvironment().with(HelperId.KTIME_GET_NS, (context, a) -> a[0]),
                        1,
                        2,
                        new ExecutionListener() {
                            @Override
                            public void instruction(int slot, long[] registers) {
                                trace.add(slot + Arrays.toString(registers));
                            }
                        });
        return trace;
    }

    @Test
    void decodesAProgramOnce() {
        Interpreter interpreter = new Interpreter();
        Executable program = new Executable("test", Instructions.of(Insn.exit()), List.of());

        assertThat(interpreter.code(program)).isSameAs(interpreter.code(program));
        assertThat(Opcode.EXIT).isEqualTo(Code.opcode(interpreter.code(program).slots()[0]));
    }
}
