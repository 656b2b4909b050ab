// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import dev.probeproof.loader.uapi.HelperId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

class CodeTest {
    /** Everything that refers to a place: short and long jumps, a call, a callback, and wide loads between. */
    private static final String ALL_REFERENCES = """
            again:
              if r1 == 0x0 goto out
              r2 = subprog[callback]
              r3 = 0x5 ll
              call function
              may_goto out
              if w1 s> w2 goto again
              gotol out
              goto again
            out:
              exit
            function:
              call callback
              exit
            callback:
              r0 = 0x0
              exit
            """;

    private static Statement text(String line) {
        return Statement.of(Operation.at(Assembler.assemble(line), 0));
    }

    private static Instructions edited(Code code) {
        return code.assemble().instructions();
    }

    @Test
    void givesTheSameSlotsWithoutAnEdit() {
        Instructions program = Assembler.assemble(ALL_REFERENCES);

        AssembledCode assembled = Code.of(program).assemble();

        assertThat(assembled.instructions()).isEqualTo(program);
        for (int slot = 0; slot < program.size(); slot++) {
            assertThat(assembled.mapping().slot(slot)).hasValue(slot);
            assertThat(assembled.mapping().place(slot)).isEqualTo(slot);
        }
    }

    @Test
    void printsWithNamesWhatTheAssemblerReads() {
        Instructions program = Assembler.assemble(ALL_REFERENCES);

        String text = Code.of(program).toString();

        assertThat(text).startsWith("function_0:\nL0:\n  if r1 == 0x0 goto L10\n  r2 = subprog[function_13]\n");
        assertThat(Assembler.assemble(text)).isEqualTo(program);
    }

    @Test
    void keepsSlotsThatAreNoInstruction() {
        Instructions program = Instructions.of(
                new Instruction(0xff, 11, 12, -1, 7), new Instruction(Opcode.LD_IMM64, 1, 0, 0, 3), Insn.exit());

        assertThat(edited(Code.of(program))).isEqualTo(program);
    }

    /** The property that all editing rests on: whatever is put wherever, references lead to the same instructions. */
    @Test
    void keepsAllReferencesWhateverIsPutBetween() {
        Instructions program = Assembler.assemble(ALL_REFERENCES);
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Code code = Code.of(program);
            for (Statement statement : code.statements()) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    code.insertBefore(statement, text(random.nextBoolean() ? "r9 = 0x1" : "r9 = 0x1 ll"));
                }
            }
            AssembledCode assembled = code.assemble();

            assertSameReferences(program, assembled);
        }
    }

    private static void assertSameReferences(Instructions program, AssembledCode assembled) {
        SlotMapping mapping = assembled.mapping();
        for (int slot = 0;
                slot < program.size();
                slot += Operation.at(program, slot).slots()) {
            int now = mapping.slot(slot).orElseThrow();
            Operation before = Operation.at(program, slot);
            Operation after = Operation.at(assembled.instructions(), now);
            assertThat(after).hasSameClassAs(before);
            if (before.jump().isPresent()) {
                assertThat(now + 1 + after.jump().orElseThrow())
                        .isEqualTo(mapping.place(slot + 1 + before.jump().getAsInt()));
            }
            if (before.function().isPresent()) {
                assertThat(now + 1 + after.function().orElseThrow())
                        .isEqualTo(mapping.place(slot + 1 + before.function().getAsInt()));
            }
        }
    }

    @Nested
    class Uses {
        @Test
        void countsEveryBasicBlock() {
            Code code = Code.of(Assembler.assemble("""
                      r1 = 0x0
                    loop:
                      r1 += 0x1
                      if r1 < 0xa goto loop
                      r0 = 0x0
                      exit
                    """));

            List<Statement> starts = code.blockStarts();
            for (int block = 0; block < starts.size(); block++) {
                code.insertBefore(
                        starts.get(block),
                        text("r2 = map[idx:0][0]+" + 8 * block),
                        text("r3 = 0x1"),
                        text("lock *(u64 *)(r2 + 0x0) += r3"));
            }

            assertThat(edited(code)).isEqualTo(Assembler.assemble("""
                      r2 = map[idx:0][0]+0
                      r3 = 0x1
                      lock *(u64 *)(r2 + 0x0) += r3
                      r1 = 0x0
                    loop:
                      r2 = map[idx:0][0]+8
                      r3 = 0x1
                      lock *(u64 *)(r2 + 0x0) += r3
                      r1 += 0x1
                      if r1 < 0xa goto loop
                      r2 = map[idx:0][0]+16
                      r3 = 0x1
                      lock *(u64 *)(r2 + 0x0) += r3
                      r0 = 0x0
                      exit
                    """));
        }

        @Test
        void replacesAHelper() {
            Code code = Code.of(Assembler.assemble("call 0x71\nif r0 != 0x0 goto +0x1\ncall 0x71\nexit"));

            for (Statement statement : code.statements()) {
                if (statement.operation() instanceof Operation.Call call && call.isHelper(HelperId.PROBE_READ_KERNEL)) {
                    code.replace(statement, Statement.of(Insn.call(HelperId.PROBE_READ)));
                }
            }

            assertThat(edited(code)).isEqualTo(Assembler.assemble("call 0x4\nif r0 != 0x0 goto +0x1\ncall 0x4\nexit"));
        }

        @Test
        void removesWhatNothingLeadsTo() {
            Code code = Code.of(Assembler.assemble("""
                      r0 = 0x0
                      exit
                      call unused
                    never:
                      r0 = 0x1
                      goto never
                    unused:
                      exit
                    """));

            int removed = code.removeUnreachable();

            assertThat(removed).isEqualTo(4);
            assertThat(edited(code)).isEqualTo(Assembler.assemble("r0 = 0x0\nexit"));
        }

        @Test
        void removesNothingWhereAnythingMayBeJumpedTo() {
            Code code = Code.of(Assembler.assemble("gotox r1\nr0 = 0x0\nexit"));

            assertThat(code.removeUnreachable()).isZero();
        }

        @Test
        void putsAPrologueThatLoopsToTheStartDoNotRepeat() {
            Code code = Code.of(Assembler.assemble("r1 += 0x1\nif r1 < 0xa goto -0x2\nexit"));

            code.insertAfter(code.elements().get(0), text("r1 = 0x0"));
            AssembledCode assembled = code.assemble();

            assertThat(assembled.instructions())
                    .isEqualTo(Assembler.assemble("r1 = 0x0\nr1 += 0x1\nif r1 < 0xa goto -0x2\nexit"));
            assertThat(assembled.mapping().place(0)).isZero();
            assertThat(assembled.mapping().slot(0)).hasValue(1);
        }

        @Test
        void buildsAProgramFromNothing() {
            Label out = new Label("out");
            Label function = new Label("function");

            Code code = Code.empty()
                    .append(Statement.to(out, Insn.jump(Opcode.JEQ, 1, 0, 0)))
                    .append(Statement.to(function, Insn.callFunction(0)))
                    .append(out, Statement.of(Insn.exit()))
                    .append(function, Statement.of(Insn.mov64(0, 0)), Statement.of(Insn.exit()));

            assertThat(edited(code))
                    .isEqualTo(Assembler.assemble("if r1 == 0x0 goto +0x1\ncall +0x1\nexit\nr0 = 0x0\nexit"));
        }
    }

    @Nested
    class Mapping {
        @Test
        void followsInstructionsAndPlaces() {
            Code code = Code.of(Assembler.assemble("r1 = 0x1\nr2 = 0x2 ll\nr3 = 0x3\nr4 = 0x4\nexit"));
            List<Statement> statements = code.statements();

            code.insertBefore(statements.get(1), text("r9 = 0x9 ll"));
            code.remove(statements.get(2));
            code.replace(statements.get(3), text("r5 = 0x5"), text("r6 = 0x6"));
            SlotMapping mapping = code.assemble().mapping();

            assertThat(mapping).hasToString("0->0 1->3 2->4 3->gone 4->gone 5->7");
            assertThat(List.of(0, 1, 2, 3, 4, 5, 6))
                    .extracting(mapping::place)
                    .as("the removed one is where the replacement is, which is where the replaced one was")
                    .containsExactly(0, 3, 4, 5, 5, 7, 8);
            assertThat(mapping.oldSize()).isEqualTo(6);
            assertThat(mapping.newSize()).isEqualTo(8);
        }

        @Test
        void followsAReplacementThatIsReplaced() {
            Code code = Code.of(Assembler.assemble("r1 = 0x1\nexit"));
            Statement once = text("r1 = 0x2");
            Statement twice = text("r1 = 0x3");

            code.replace(code.statements().get(0), text("r9 = 0x9"), once);
            code.insertBefore(once, text("r8 = 0x8"));
            code.replace(once, twice);

            assertThat(code.assemble().mapping().place(0)).isZero();
            assertThat(code.assemble().mapping().place(1)).isEqualTo(3);
        }
    }

    @Nested
    class LongJumps {
        private Code far(String jump, int between) {
            Label out = new Label("out");
            Code code = Code.empty();
            code.append(Statement.to(out, Assembler.assemble(jump).get(0)));
            List<CodeElement> filler = new ArrayList<>();
            for (int i = 0; i < between; i++) {
                filler.add(Statement.of(Insn.mov64(0, 0)));
            }
            code.append(filler.toArray(CodeElement[]::new));
            return code.append(out, Statement.of(Insn.exit()));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                goto +0x0            | insn 0 'goto out' jumps by 32768 instructions, 16 bits reach from -32768 to 32767 | hint: gotol (Linux 6.6)
                if r1 == 0x0 goto +0x0 | insn 0 'if r1 == 0x0 goto out' jumps by 32768 instructions                  | hint: gotol (Linux 6.6)
                may_goto +0x0        | insn 0 'may_goto out' jumps by 32768 instructions                             | hint: a may_goto has no longer form
                """)
        void areNamedAsTheCure(String jump, String message, String hint) {
            assertThat(edited(far(jump, 32767)).get(0).off()).isEqualTo(32767);
            assertThatThrownBy(() -> far(jump, 32768).assemble())
                    .asInstanceOf(type(CodeException.class))
                    .satisfies(tooFar -> {
                        assertThat(tooFar.problem()).isEqualTo(CodeException.Problem.JUMP_TOO_FAR);
                        assertThat(tooFar.slot()).isZero();
                        assertThat(tooFar).hasMessageStartingWith(message).hasMessageContaining(hint);
                    });
        }

        @Test
        void areMadeWhereAllowed() {
            Instructions program =
                    far("goto +0x0", 32768).assembleWithLongJumps().instructions();

            assertThat(program.get(0))
                    .isEqualTo(Assembler.assemble("gotol +0x8000").get(0));
        }

        @Test
        void goAroundForABranch() {
            Instructions program =
                    far("if w1 & 0x4 goto +0x0", 40000).assembleWithLongJumps().instructions();

            assertThat(program.slice(0, 3))
                    .isEqualTo(Assembler.assemble("if w1 & 0x4 goto +0x1\ngoto +0x1\ngotol +0x9c40"));
            assertThat(program.get(3 + 40000)).isEqualTo(Insn.exit());
        }

        @Test
        void pushOthersOutOfReachUntilAllFit() {
            Code code = Code.empty();
            Label end = new Label("end");
            for (int i = 0; i < 20000; i++) {
                code.append(Statement.to(end, Insn.jump(Opcode.JEQ, 1, 0, 0)));
            }
            for (int i = 0; i < 20000; i++) {
                code.append(Statement.of(Insn.mov64(0, 0)));
            }
            code.append(end, Statement.of(Insn.exit()));

            Instructions program = code.assembleWithLongJumps().instructions();

            int last = program.size() - 1;
            for (int slot = 0; slot < last; slot++) {
                Operation operation = Operation.at(program, slot);
                if (operation instanceof Operation.Jump jump && jump.isLong()) {
                    assertThat(slot + 1 + jump.distance()).isEqualTo(last);
                }
            }
            assertThat(program.size()).isGreaterThan(50000);
        }

        @Test
        void areNotMadeForMayGoto() {
            assertThatThrownBy(() -> far("may_goto +0x0", 40000).assembleWithLongJumps())
                    .isInstanceOf(CodeException.class);
        }
    }

    @Nested
    class Misuse {
        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                goto +0x5        | insn 0 'goto +0x5' refers to insn 6, which is not in the program of 4
                goto -0x2        | insn 0 'goto -0x2' refers to insn -1, which is not in the program of 4
                call +0x1        | insn 0 'call +0x1' refers to insn 2, which is the second half of a 64-bit load
                gotol +0x7fffffff | insn 0 'gotol +0x7fffffff' refers to insn 2147483648, which is not in the program of 4
                """)
        void refusesReferencesToNoInstruction(String line, String message) {
            Instructions program = Assembler.assemble(line + "\nr1 = 0x5 ll\nexit");

            assertThatThrownBy(() -> Code.of(program))
                    .asInstanceOf(type(CodeException.class))
                    .satisfies(problem -> {
                        assertThat(problem.problem()).isEqualTo(CodeException.Problem.NO_INSTRUCTION_THERE);
                        assertThat(problem).hasMessage(message);
                    });
        }

        @Test
        void saysWhichLabelIsMissing() {
            Code code = Code.empty().append(Statement.to(new Label("lost"), Insn.goTo(0)));

            assertThatThrownBy(code::assemble)
                    .isInstanceOf(CodeException.class)
                    .hasMessage("insn 0 'goto lost' refers to a label that is not in the code");
        }

        @Test
        void refusesAnElementTwice() {
            Statement statement = text("exit");
            Code code = Code.empty().append(statement);

            assertThatThrownBy(() -> code.append(statement))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("is in a code already: exit");
            assertThatThrownBy(() -> code.remove(text("exit"))).hasMessage("is not in this code: exit");
        }

        @Test
        void refusesAJumpWithoutALabelAndALabelWithoutAJump() {
            assertThatThrownBy(() -> Statement.of(Insn.goTo(3))).hasMessage("needs a label to refer to: goto +0x3");
            assertThatThrownBy(() -> Statement.to(new Label("x"), Insn.exit())).hasMessage("refers to nothing: exit");
            assertThatThrownBy(() -> Statement.of(Insn.loadImm64(1, 5))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void editsLargePrograms() {
        List<Instruction> slots = new ArrayList<>();
        for (int i = 0; i < 80_000; i += 4) {
            slots.addAll(Assembler.assemble("r1 += 0x1\nif r1 == 0x5 goto +0x1\nr2 = 0x1\nr3 = 0x1")
                    .asList());
        }
        slots.add(Insn.exit());
        Code code = Code.of(Instructions.of(slots));

        code.blockStarts().forEach(start -> code.insertBefore(start, text("r9 = 0x1")));

        assertThat(edited(code).size()).isEqualTo(80_001 + 40_001);
    }
}
