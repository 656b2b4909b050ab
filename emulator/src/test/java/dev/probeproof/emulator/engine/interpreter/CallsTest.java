// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Dialect;
import dev.probeproof.loader.uapi.HelperId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class CallsTest {
    private final FakeEnvironment environment = new FakeEnvironment();

    private ExecutionResult run(String text) {
        return new Interpreter().run(Programs.program(text), environment, 0x1000, 0, null);
    }

    @Nested
    class OfFunctions {
        @Test
        void passArgumentsAndKeepTheCallersRegisters() {
            ExecutionResult result = run("""
                      r6 = 100
                      r7 = 20
                      r9 = 3
                      r1 = 1000
                      r5 = 5
                      call function
                      r0 += r6
                      r0 += r7
                      r0 += r9
                      exit
                    function:
                      r6 = -1
                      r7 = -1
                      r8 = -1
                      r9 = -1
                      r0 = r1
                      r0 -= r5
                      exit
                    """);

            assertThat(result.returnValue()).isEqualTo(995 + 123);
            assertThat(result.executedInstructions()).isEqualTo(17);
        }

        @Test
        void giveEveryFunctionAnEmptyFrameOfItsOwn() {
            ExecutionResult result = run("""
                      *(u64 *)(r10 -8) = 7
                      call writer
                      call reader
                      r1 = *(u64 *)(r10 -8)
                      r0 += r1
                      exit
                    writer:
                      *(u64 *)(r10 -8) = 1000
                      r0 = 0
                      exit
                    reader:
                      r0 = *(u64 *)(r10 -8)
                      exit
                    """);

            assertThat(result.returnValue()).isEqualTo(7);
        }

        @Test
        void letACalleeWriteItsCallersStackThroughAPointer() {
            ExecutionResult result = run("""
                      r1 = r10
                      r1 += -16
                      call function
                      r0 = *(u64 *)(r10 -16)
                      exit
                    function:
                      *(u64 *)(r1 +0) = 42
                      exit
                    """);

            assertThat(result.returnValue()).isEqualTo(42);
        }

        @Test
        void takeAwayTheFrameOfAFunctionThatReturned() {
            ExecutionResult result = run("call function\nr0 = *(u64 *)(r0 -8)\nexit\nfunction:\nr0 = r10\nexit");

            assertThat(result.faultSlot()).isEqualTo(1);
            assertThat(result.fault().kind()).isEqualTo(ExecutionFault.Kind.MEMORY);
        }

        @Test
        void allowEightFramesAndNoMore() {
            String recursion = """
                      r1 = %d
                      call function
                      exit
                    function:
                      r0 = 5
                      if r1 == 0 goto out
                      r1 -= 1
                      call function
                    out:
                      exit
                    """;

            assertThat(run(recursion.formatted(6)).returnValue()).isEqualTo(5);
            ExecutionResult tooDeep = run(recursion.formatted(7));
            assertThat(tooDeep.fault().kind()).isEqualTo(ExecutionFault.Kind.CALL_DEPTH);
            assertThat(tooDeep.fault()).hasMessage("the call stack of 9 frames is too deep");
            assertThat(tooDeep.faultSlot()).isEqualTo(6);
        }

        @Test
        void workByRegister() {
            ExecutionResult result = run("r3 = subprog[function]\ncallx r3\nexit\nfunction:\nr0 = 9\nexit");

            assertThat(result.returnValue()).isEqualTo(9);
        }

        @Test
        void refuseARegisterThatHoldsNoFunction() {
            ExecutionResult result = run("r3 = 0xffff888000000000\ncallx r3\nexit");

            assertThat(result.fault()).hasMessage("0xffff888000000000 is not a function");
        }
    }

    @Nested
    class OfTheStack {
        @Test
        void coverExactly512Bytes() {
            assertThat(run("*(u64 *)(r10 -512) = 3\nr0 = *(u64 *)(r10 -512)\nexit")
                            .returnValue())
                    .isEqualTo(3);
            assertThat(run("*(u8 *)(r10 -513) = 3\nr0 = 0\nexit").fault().kind())
                    .isEqualTo(ExecutionFault.Kind.MEMORY);
            assertThat(run("*(u8 *)(r10 +0) = 3\nr0 = 0\nexit").fault().kind()).isEqualTo(ExecutionFault.Kind.MEMORY);
            assertThat(run("*(u64 *)(r10 -4) = 3\nr0 = 0\nexit").fault().kind()).isEqualTo(ExecutionFault.Kind.MEMORY);
        }

        @Test
        void startEmptyInEveryRunOfOneInterpreter() {
            Interpreter interpreter = new Interpreter();
            Executable program = Programs.program("r0 = *(u64 *)(r10 -8)\n*(u64 *)(r10 -8) = 77\nexit");

            interpreter.run(program, environment, 0, 0, null);
            ExecutionResult second = interpreter.run(program, environment, 0, 0, null);

            assertThat(second.returnValue()).isZero();
            assertThat(environment.kernelMemory().regions()).isEmpty();
        }

        @Test
        void leaveNothingMappedAfterAFaultInADeepFrame() {
            run("call function\nexit\nfunction:\ncall other\nexit\nother:\nr0 = *(u64 *)(r0 +0)\nexit");

            assertThat(environment.kernelMemory().regions()).isEmpty();
        }
    }

    @Nested
    class OfHelpers {
        @Test
        void passFiveArgumentsAndTheContext() {
            environment.with(HelperId.KTIME_GET_NS, (context, a) -> {
                assertThat(context.contextAddress()).isEqualTo(0x1000);
                assertThat(context.kernelMemory()).isSameAs(environment.kernelMemory());
                assertThat(context.userMemory()).isSameAs(environment.userMemory());
                assertThat(context.world()).isSameAs(environment.world());
                context.print("called");
                return a[0] * 10000 + a[1] * 1000 + a[2] * 100 + a[3] * 10 + a[4];
            });

            ExecutionResult result = run("r1 = 1\nr2 = 2\nr3 = 3\nr4 = 4\nr5 = 5\ncall bpf_ktime_get_ns\nexit");

            assertThat(result.returnValue()).isEqualTo(12345);
            assertThat(environment.printed).containsExactly("called");
        }

        @Test
        void leaveNoArgumentInARegisterAndKeepTheOthers() {
            environment.with(HelperId.KTIME_GET_NS, (context, a) -> 0);

            assertThat(run("r6 = 8\nr1 = 1\ncall 5\nr0 = r6\nexit").returnValue())
                    .isEqualTo(8);
            for (int register = 1; register <= 5; register++) {
                assertThat(run("r%1$d = 1\ncall 5\nr0 = r%1$d\nexit".formatted(register))
                                .returnValue())
                        .isNotEqualTo(1);
            }
        }

        @Test
        void areLoudWhenTheHelperIsNotEmulated() {
            ExecutionResult known = run("r0 = 0\ncall bpf_skb_change_proto\nexit");
            ExecutionResult unknown = run("call 9999\nexit");

            assertThat(known.fault().kind()).isEqualTo(ExecutionFault.Kind.NOT_EMULATED);
            assertThat(known.fault())
                    .hasMessage("not emulated: helper bpf_skb_change_proto#31, or not for this program");
            assertThat(known.faultSlot()).isEqualTo(1);
            assertThat(unknown.fault()).hasMessage("not emulated: unknown helper #9999");
        }

        @Test
        void nameTheFailedRelocationBehindAPoisonedCall() {
            assertThat(run("call 195896080\nexit").fault())
                    .hasMessage("reached an instruction whose CO-RE relocation found nothing in this kernel"
                            + " (call 195896080)");
        }

        @Test
        void endTheRunAtTheCallWhenTheHelperFaults() {
            environment.with(
                    HelperId.MAP_LOOKUP_ELEM, (context, a) -> context.map(a[0]).address());

            ExecutionResult result = run("r0 = 0\nr1 = 64\ncall bpf_map_lookup_elem\nexit");

            assertThat(result.faultSlot()).isEqualTo(2);
            assertThat(result.fault()).hasMessage("0x40 is not a map pointer");
            assertThat(result.executedInstructions()).isEqualTo(3);
        }

        @Test
        void mayStartAnotherRunOfTheSameInterpreter() {
            Interpreter interpreter = new Interpreter();
            Executable inner = Programs.program("*(u64 *)(r10 -8) = 99\nr0 = 1\nexit");
            environment.with(
                    HelperId.KTIME_GET_NS,
                    (context, a) ->
                            interpreter.run(inner, environment, 0, 0, null).returnValue());

            ExecutionResult result = interpreter.run(
                    Programs.program("*(u64 *)(r10 -8) = 5\ncall 5\nr1 = *(u64 *)(r10 -8)\nr0 += r1\nexit"),
                    environment,
                    0,
                    0,
                    null);

            assertThat(result.returnValue()).isEqualTo(6);
        }
    }

    @Nested
    class BackFromHelpers {
        @Test
        void runAFunctionOfTheProgramInAFrameOfItsOwn() {
            environment.with(HelperId.LOOP, (context, a) -> {
                long sum = 0;
                for (long i = 0; i < a[0]; i++) {
                    sum += context.callFunction(a[1], i, a[2], 0, 0, 0);
                }
                return sum;
            });

            ExecutionResult result = run("""
                      *(u64 *)(r10 -8) = 100
                      r6 = 1000
                      r1 = 4
                      r2 = subprog[callback]
                      r3 = r10
                      r3 += -8
                      call bpf_loop
                      r0 += r6
                      exit
                    callback:
                      r6 = 0
                      r0 = *(u64 *)(r2 +0)
                      r0 += r1
                      *(u64 *)(r10 -8) = 0
                      exit
                    """);

            assertThat(result.returnValue()).isEqualTo(1000 + 4 * 100 + 6);
            assertThat(result.executedInstructions()).isEqualTo(9 + 4 * 5);
        }

        @Test
        void reportAFaultAtTheSlotOfTheCallback() {
            environment.with(HelperId.LOOP, (context, a) -> context.callFunction(a[1], 0, 0, 0, 0, 0));

            ExecutionResult result =
                    run("r2 = subprog[callback]\ncall bpf_loop\nexit\ncallback:\nr0 = 0\nr0 = *(u8 *)(r0 +3)\nexit");

            assertThat(result.faultSlot()).isEqualTo(5);
            assertThat(result.executedInstructions()).isEqualTo(4);
        }

        @Test
        void countTowardsTheFramesOfTheRun() {
            environment.with(HelperId.LOOP, (context, a) -> context.callFunction(a[1], 0, a[1], 0, 0, 0));

            ExecutionResult result = run("r2 = subprog[callback]\ncall bpf_loop\nexit\ncallback:\ncall bpf_loop\nexit");

            assertThat(result.fault().kind()).isEqualTo(ExecutionFault.Kind.CALL_DEPTH);
        }

        @Test
        void refuseWhatIsNoFunction() {
            environment.with(HelperId.LOOP, (context, a) -> context.callFunction(a[1], 0, 0, 0, 0, 0));

            assertThat(run("r2 = 24\ncall bpf_loop\nexit").fault()).hasMessage("0x18 is not a function");
            assertThat(run("r2 = subprog[+1]\nr2 += 4\ncall bpf_loop\nexit").fault())
                    .hasMessageEndingWith("is not a function");
        }
    }

    @Nested
    class ToOtherPrograms {
        private final EmulatedMap array = mock();
        private final List<Integer> tailCalls = new ArrayList<>();

        ToOtherPrograms() {
            environment.with(HelperId.TAIL_CALL, (context, a) -> context.tailCall(array, a[2]) ? 0 : -22);
        }

        private void slot(long index, String text) {
            environment.programArray.put(
                    index, new Executable("slot " + index, Assembler.assemble(text, Dialect.KERNEL), List.of()));
        }

        @Test
        void goOnWithTheContextAndAnEmptyFrame() {
            slot(3, "r0 = *(u64 *)(r10 -8)\nr0 += r1\nexit");

            ExecutionResult result = run("*(u64 *)(r10 -8) = 7\nr2 = 0\nr3 = 3\ncall bpf_tail_call\nr0 = 1\nexit");

            assertThat(result.returnValue()).isEqualTo(0x1000);
            assertThat(result.executedInstructions()).isEqualTo(7);
        }

        @Test
        void fallThroughWhenTheSlotIsEmpty() {
            assertThat(run("r3 = 9\ncall bpf_tail_call\nr0 = 1\nexit").returnValue())
                    .isEqualTo(1);
        }

        @Test
        void succeed33TimesAndThenFail() {
            environment.with(HelperId.KTIME_GET_NS, (context, a) -> tailCalls.add(1) ? 0 : 1);
            slot(0, "r6 = r1\ncall 5\nr1 = r6\nr3 = 0\ncall bpf_tail_call\nr0 = 77\nexit");

            ExecutionResult result = run("r3 = 0\ncall bpf_tail_call\nr0 = 1\nexit");

            assertThat(result.returnValue()).isEqualTo(77);
            assertThat(tailCalls).hasSize(33);
        }

        @Test
        void returnToTheCallerOfTheFunctionThatMadeThem() {
            slot(0, "r0 = 40\nexit");

            ExecutionResult result = run("""
                      r6 = 2
                      call function
                      r0 += r6
                      exit
                    function:
                      r6 = 0
                      r3 = 0
                      call bpf_tail_call
                      r0 = 0
                      exit
                    """);

            assertThat(result.returnValue()).isEqualTo(42);
        }

        @Test
        void tellTheListener() {
            List<String> seen = new ArrayList<>();
            slot(0, "r0 = 0\nexit");

            new Interpreter()
                    .run(
                            Programs.program("r3 = 0\ncall bpf_tail_call\nexit"),
                            environment,
                            0,
                            0,
                            new ExecutionListener() {
                                @Override
                                public void instruction(int slot, long[] registers) {
                                    seen.add("insn " + slot);
                                }

                                @Override
                                public void tailCalled(int slot, Executable next) {
                                    seen.add("tail call at " + slot + " to " + next);
                                }
                            });

            assertThat(seen)
                    .containsExactly("insn 0", "insn 1", "tail call at 1 to program 'slot 0'", "insn 0", "insn 1");
        }
    }
}
