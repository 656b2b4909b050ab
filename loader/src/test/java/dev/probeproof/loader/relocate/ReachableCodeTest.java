// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.insn.Operation;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/** Programs with one poisoned call, {@code call 0xbad2310}: whether anybody gets there. */
class ReachableCodeTest {
    private static final int POISON = 0xbad2310;

    private static RelocatedProgram program(Instructions instructions, List<MapReference> maps) {
        return new RelocatedProgram(
                "test",
                "kprobe",
                ProgramType.KPROBE,
                0,
                0,
                "GPL",
                0,
                instructions,
                maps,
                null,
                List.of(),
                List.of(),
                AttachTarget.NONE,
                List.of());
    }

    private static boolean reachesPoison(Instructions instructions, List<MapSpec> maps) {
        List<MapReference> references = new ArrayList<>();
        int poison = -1;
        for (int slot = 0; slot < instructions.size(); slot++) {
            Operation operation = Operation.at(instructions, slot);
            if (operation instanceof Operation.Wide wide && wide.pseudo() == Opcode.PSEUDO_MAP_IDX_VALUE) {
                references.add(new MapReference(slot, maps.get(wide.low()).name(), true, wide.high()));
            }
            if (operation instanceof Operation.Call call && call.immediate() == POISON) {
                poison = slot;
            }
        }
        assertThat(poison).as("the poisoned call").isNotNegative();
        return ReachableCode.of(program(instructions, references), maps).contains(poison);
    }

    private static boolean reachesPoison(String text, MapSpec... maps) {
        return reachesPoison(Assembler.assemble(text), List.of(maps));
    }

    private static MapSpec map(String hex, int flags, boolean frozen) {
        Bytes value = Bytes.wrap(HexFormat.of().parseHex(hex), "test");
        int type = MapType.ARRAY.number();
        String section = ".rodata";
        return new MapSpec("test.rodata", type, 4, value.size(), 1, flags, 0, 0, 0, 0, 0, null, section, value, frozen);
    }

    @Nested
    class OneFunction {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    // What clang makes of if (bpf_core_field_exists(...)), field absent.
                    "r1 = 0x0\nif r1 == 0x0 goto out\ncall 0xbad2310\nout:\nr0 = 0x0\nexit",
                    "w1 = 0x0\nif w1 == 0x0 goto out\ncall 0xbad2310\nout:\nr0 = 0x0\nexit",
                    // The same in a register that another path has joined with the same constant.
                    "r6 = 0x0\nif r1 == 0x5 goto join\nr7 = 0x1\njoin:\nif r6 == 0x0 goto out\ncall 0xbad2310\nout:\nexit",
                    // Two constants that meet, told apart by another register.
                    """
                    r6 = 0x0
                    r7 = 0x0
                    if r1 == 0x5 goto join
                    r6 = 0x1
                    r7 = 0x1
                    join:
                    if r6 == r7 goto out
                    call 0xbad2310
                    out:
                    exit
                    """,
                    "r1 = 0x5\nr1 += 0x3\nr1 <<= 0x2\nif r1 == 0x20 goto out\ncall 0xbad2310\nout:\nexit",
                    "w1 = -0x1\nif w1 s< 0x0 goto out\ncall 0xbad2310\nout:\nexit",
                    "w1 = -0x1\nif r1 s> 0x0 goto out\ncall 0xbad2310\nout:\nexit",
                    "r1 = 0xff80 ll\nr1 = (s8)r1\nif r1 == -0x80 goto out\ncall 0xbad2310\nout:\nexit",
                    "r1 = 0x7\n*(u64 *)(r10 - 0x8) = r1\nr2 = *(u64 *)(r10 - 0x8)\nif r2 == 0x7 goto out\ncall 0xbad2310\nout:\nexit",
                    // A spill below what a helper writes.
                    """
                    r1 = 0x7
                    *(u64 *)(r10 - 0x20) = r1
                    r1 = r10
                    r1 += -0x10
                    r2 = 0x10
                    call 0x10
                    r2 = *(u64 *)(r10 - 0x20)
                    if r2 == 0x7 goto out
                    call 0xbad2310
                    out:
                    exit
                    """,
                    // Nothing stands in for the value of r1 after the loop, but r6 stays.
                    """
                    r6 = 0x0
                    r1 = 0x0
                    loop:
                    r1 += 0x1
                    if r1 < 0x64 goto loop
                    if r6 == 0x0 goto out
                    call 0xbad2310
                    out:
                    exit
                    """
                })
        void isNotReachedBehindADecidedBranch(String text) {
            assertThat(reachesPoison(text)).isFalse();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "r1 = 0x1\nif r1 == 0x0 goto out\ncall 0xbad2310\nout:\nr0 = 0x0\nexit",
                    "if r1 == 0x0 goto out\ncall 0xbad2310\nout:\nr0 = 0x0\nexit",
                    // Of a comparison nothing is concluded.
                    "if r1 != 0x0 goto out\nif r1 == 0x0 goto out\ncall 0xbad2310\nout:\nexit",
                    // Folded by some kernels only.
                    "r1 = 0x8\nr1 /= 0x2\nif r1 == 0x4 goto out\ncall 0xbad2310\nout:\nexit",
                    "r1 = 0x1\nr1 = -r1\nif r1 == -0x1 goto out\ncall 0xbad2310\nout:\nexit",
                    "r1 = 0x1\nr1 = be16 r1\nif r1 == 0x100 goto out\ncall 0xbad2310\nout:\nexit",
                    "*(u64 *)(r10 - 0x8) = 0x7\nr2 = *(u64 *)(r10 - 0x8)\nif r2 == 0x7 goto out\ncall 0xbad2310\nout:\nexit",
                    "r1 = 0x7\n*(u32 *)(r10 - 0x8) = r1\nr2 = *(u32 *)(r10 - 0x8)\nif r2 == 0x7 goto out\ncall 0xbad2310\nout:\nexit",
                    // Spills that are written over: in part, by a pointer that is not known, by a helper.
                    "r1 = 0x7\n*(u64 *)(r10 - 0x8) = r1\n*(u8 *)(r10 - 0x1) = r1\nr2 = *(u64 *)(r10 - 0x8)\nif r2 == 0x7 goto out\ncall 0xbad2310\nout:\nexit",
                    """
                    r6 = *(u64 *)(r1 + 0x0)
                    r1 = 0x7
                    *(u64 *)(r10 - 0x8) = r1
                    r6 &= 0x7
                    r2 = r10
                    r2 -= r6
                    *(u8 *)(r2 - 0x8) = r1
                    r2 = *(u64 *)(r10 - 0x8)
                    if r2 == 0x7 goto out
                    call 0xbad2310
                    out:
                    exit
                    """,
                    """
                    r1 = 0x7
                    *(u64 *)(r10 - 0x8) = r1
                    r1 = r10
                    r1 += -0x10
                    r2 = 0x10
                    call 0x10
                    r2 = *(u64 *)(r10 - 0x8)
                    if r2 == 0x7 goto out
                    call 0xbad2310
                    out:
                    exit
                    """,
                    // A loop that a verifier follows with every constant, and may also widen.
                    """
                    r6 = 0x0
                    loop:
                    if r6 == 0x2 goto +0x2
                    r6 += 0x1
                    may_goto loop
                    if r6 != 0x7 goto out
                    call 0xbad2310
                    out:
                    exit
                    """
                })
        void mayBeReachedWhereAVerifierMayNotKnow(String text) {
            assertThat(reachesPoison(text)).isTrue();
        }

        @Test
        void countsBothSlotsOfAWideLoadAndNothingBehindTheExit() {
            RelocatedProgram program = program(
                    Assembler.assemble("r1 = 0x5 ll\nif r1 == 0x5 goto +0x2\nr2 = 0x6 ll\nexit\nr0 = 0x0\nexit"),
                    List.of());

            assertThat(ReachableCode.of(program, List.<MapSpec>of()).slots()).hasToString("{0, 1, 2, 5}");
        }

        @Test
        void mayBeReachedWhereEightSetsOfConstantsAreNotEnough() {
            StringBuilder text = new StringBuilder("r6 = 0x0\nr7 = *(u64 *)(r1 + 0x0)\n");
            for (int i = 1; i <= 20; i++) {
                text.append("if r7 == ").append(i).append(" goto l").append(i).append('\n');
            }
            text.append("goto join\n");
            for (int i = 1; i <= 20; i++) {
                text.append("l").append(i).append(":\nr6 = ").append(i).append("\ngoto join\n");
            }
            text.append("join:\nif r6 != 100 goto out\ncall 0xbad2310\nout:\nexit\n");

            assertThat(reachesPoison(text.toString())).isTrue();
            assertThat(reachesPoison(text.toString().replace("if r6 != 100", "r6 = 1\nif r6 != 100")))
                    .isFalse();
        }
    }

    @Nested
    class SeveralFunctions {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    // A constant argument, a constant result, what the caller keeps.
                    "r1 = 0x0\ncall f\nexit\nf:\nif r1 == 0x0 goto out\ncall 0xbad2310\nout:\nr0 = 0x0\nexit",
                    "call f\nif r0 == 0x3 goto out\ncall 0xbad2310\nout:\nr0 = 0x0\nexit\nf:\nr0 = 0x3\nexit",
                    "r6 = 0x0\ncall f\nif r6 == 0x0 goto out\ncall 0xbad2310\nout:\nr0 = 0x0\nexit\nf:\nr6 = 0x3\nexit",
                    // Two calls, each with its own constant and its own result.
                    """
                    r1 = 0x1
                    call f
                    r6 = r0
                    r1 = 0x2
                    call f
                    r0 += r6
                    if r0 == 0x3 goto out
                    call 0xbad2310
                    out:
                    exit
                    f:
                    r0 = r1
                    exit
                    """,
                    // A function that never returns for this argument.
                    "r1 = 0x0\ncall f\ncall 0xbad2310\nexit\nf:\nif r1 == 0x0 goto f\nexit",
                    // Never called.
                    "exit\nf:\ncall 0xbad2310\nexit\ncall f\nexit"
                })
        void areFollowedWithTheirConstants(String text) {
            assertThat(reachesPoison(text)).isFalse();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    // A callee that is lent the stack.
                    """
                    r1 = 0x0
                    *(u64 *)(r10 - 0x8) = r1
                    r1 = r10
                    call f
                    r1 = *(u64 *)(r10 - 0x8)
                    if r1 == 0x0 goto out
                    call 0xbad2310
                    out:
                    exit
                    f:
                    *(u64 *)(r1 - 0x8) = r1
                    exit
                    """,
                    // A callback is called with whatever, and writes through what it is given.
                    "r1 = 0x5\nr2 = subprog[f]\nr3 = 0x0\nr4 = 0x0\ncall 0xb5\nexit\nf:\nif r1 == 0x0 goto out\ncall 0xbad2310\nout:\nexit",
                    """
                    r1 = 0x0
                    *(u64 *)(r10 - 0x8) = r1
                    r1 = 0x5
                    r2 = subprog[f]
                    r3 = r10
                    r4 = 0x0
                    call 0xb5
                    r1 = *(u64 *)(r10 - 0x8)
                    if r1 == 0x0 goto out
                    call 0xbad2310
                    out:
                    exit
                    f:
                    *(u64 *)(r2 - 0x8) = r1
                    r0 = 0x0
                    exit
                    """,
                    // A verifier may widen the counter of a loop around one that has a callback.
                    """
                    r6 = 0x0
                    loop:
                    r1 = 0x5
                    r2 = subprog[f]
                    r3 = 0x0
                    r4 = 0x0
                    call 0xb5
                    r6 += 0x1
                    if r6 < 0x3 goto loop
                    if r6 != 0x7 goto out
                    call 0xbad2310
                    out:
                    exit
                    f:
                    r0 = 0x0
                    exit
                    """,
                    // What another program returns, the function returns.
                    "call f\nif r0 == 0x3 goto out\ncall 0xbad2310\nout:\nexit\nf:\ncall 0xc\nr0 = 0x3\nexit",
                    "call f\nif r0 == 0x3 goto out\ncall 0xbad2310\nout:\nexit\nf:\nr0 = *(u8 *)skb[0x4]\nr0 = 0x3\nexit",
                    "gotox r1\nexit\ncall 0xbad2310\nexit"
                })
        void mayChangeWhatIsKnown(String text) {
            assertThat(reachesPoison(text)).isTrue();
        }

        @Test
        void endWithRecursion() {
            assertThat(reachesPoison("call f\nexit\nf:\nr1 += 0x1\ncall f\ncall 0xbad2310\nexit"))
                    .isFalse();
        }
    }

    @Nested
    class FrozenMaps {
        private static final String TEST = """
                r1 = map[idx:0][0]+4
                r1 = *(u32 *)(r1 + 0x4)
                if r1 == 0x7 goto out
                call 0xbad2310
                out:
                r0 = 0x0
                exit
                """;
        private static final String SEVEN = "ffffffffffffffff07000000ffffffff";

        @Test
        void areRead() {
            assertThat(reachesPoison(TEST, map(SEVEN, 0x80, true))).isFalse();
            assertThat(reachesPoison(TEST, map(SEVEN.replace("07", "08"), 0x80, true)))
                    .isTrue();
            assertThat(reachesPoison(TEST.replace("u32", "s8"), map(SEVEN, 0x80, true)))
                    .isFalse();
        }

        @Test
        void areNotReadIfAnybodyMayWriteThem() {
            assertThat(reachesPoison(TEST, map(SEVEN, 0, true))).isTrue();
            assertThat(reachesPoison(TEST, map(SEVEN, 0x80, false))).isTrue();
        }

        @Test
        void areNotReadBeyondTheirEnd() {
            assertThat(reachesPoison(TEST, map("ffffffffffffffff0700", 0x80, true)))
                    .isTrue();
        }

        @Test
        void haveAddressesThatAreNotNull() {
            assertThat(reachesPoison(
                            "r1 = map[idx:0][0]+4\nif r1 != 0x0 goto out\ncall 0xbad2310\nout:\nexit",
                            map(SEVEN, 0, false)))
                    .isFalse();
        }
    }

    @Nested
    class Work {
        private static List<Instruction> repeated(String text, int slots) {
            List<Instruction> block = Assembler.assemble(text).asList();
            List<Instruction> program = new ArrayList<>();
            while (program.size() < slots) {
                program.addAll(block);
            }
            return program;
        }

        /** Every block doubles the paths and leaves another constant behind. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "r2 = *(u64 *)(r1 + 0x0)\nif r2 == 0x0 goto +0x1\nr6 += 0x1\nr7 <<= 0x1\nr7 += r6",
                    "if r1 == 0x5 goto +0x1\nr6 = 0x1\nif r1 == 0x6 goto +0x1\nr7 = 0x2\n*(u64 *)(r10 - 0x8) = r6\nif r1 == 0x7 goto -0x6",
                    "r1 = r6\nif r1 == 0x9 goto -0x2\ncall 0x5\nif r0 == 0x0 goto +0x1\nr6 = 0x3"
                })
        void staysBoundedForLargePrograms(String block) {
            List<Instruction> slots = repeated(block, 80_000);
            slots.addAll(Assembler.assemble("r1 = 0x0\nif r1 == 0x0 goto +0x1\ncall 0xbad2310\nr0 = 0x0\nexit")
                    .asList());

            assertTimeout(
                    Duration.ofSeconds(5),
                    () -> assertThat(reachesPoison(Instructions.of(slots), List.of()))
                            .isFalse());
        }

        @Test
        void staysBoundedForCallsThatMultiply() {
            StringBuilder text = new StringBuilder("r1 = 0x0\ncall f0\nexit\n");
            for (int depth = 0; depth < 100; depth++) {
                text.append("f").append(depth).append(":\nr6 = r1\n");
                for (int i = 0; i < 4; i++) {
                    text.append("r1 = r6\nr1 += ")
                            .append(i)
                            .append("\ncall f")
                            .append(depth + 1)
                            .append('\n');
                }
                text.append("exit\n");
            }
            text.append("f100:\nr0 = r1\nif r0 != 0x7fffffff goto +0x1\ncall 0xbad2310\nexit\n");

            assertTimeout(
                    Duration.ofSeconds(5),
                    () -> assertThat(reachesPoison(text.toString())).isTrue());
        }

        @Test
        void endsForEveryTinyProgram() {
            for (int opcode = 0; opcode < 256; opcode++) {
                RelocatedProgram program =
                        program(Instructions.of(new Instruction(opcode, 12, 2, -1, -1), Insn.exit()), List.of());

                assertThat(ReachableCode.of(program, List.<MapSpec>of()).contains(0))
                        .isTrue();
            }
        }
    }
}
