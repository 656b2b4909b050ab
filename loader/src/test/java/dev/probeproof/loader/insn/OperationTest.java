// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class OperationTest {
    private static Operation operation(String text) {
        return Operation.at(Assembler.assemble(text), 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            r1 = r2                                    | r2           | r1
            r1 += r2                                   | r1, r2       | r1
            w1 += 0x5                                  | r1           | r1
            w1 = 0x5                                   | ''           | r1
            r1 = -r1                                   | r1           | r1
            r1 = (s8)r2                                | r2           | r1
            r1 = be16 r1                               | r1           | r1
            r1 = addr_space_cast(r2, 0x0, 0x1)         | r2           | r1
            r1 = *(u32 *)(r2 + 0x8)                    | r2           | r1
            *(u32 *)(r2 + 0x8) = r3                    | r2, r3       | ''
            *(u32 *)(r2 + 0x8) = 0x5                   | r2           | ''
            lock *(u64 *)(r2 + 0x8) += r3              | r2, r3       | ''
            r3 = atomic_fetch_add((u64 *)(r2 + 0x8), r3) | r2, r3     | r3
            r3 = xchg_64(r2 + 0x8, r3)                 | r2, r3       | r3
            r0 = cmpxchg_64(r2 + 0x8, r0, r3)          | r0, r2, r3   | r0
            r3 = load_acquire((u64 *)(r2 + 0x8))       | r2           | r3
            store_release((u64 *)(r2 + 0x8), r3)       | r2, r3       | ''
            r0 = *(u8 *)skb[0x4]                       | r6           | r0, r1, r2, r3, r4, r5
            r0 = *(u8 *)skb[r7 + 0x4]                  | r6, r7       | r0, r1, r2, r3, r4, r5
            r1 = 0x5 ll                                | ''           | r1
            goto +0x5                                  | ''           | ''
            gotox r3                                   | r3           | ''
            may_goto +0x5                              | ''           | ''
            if r1 > r2 goto +0x5                       | r1, r2       | ''
            if r1 & 0x4 goto +0x5                      | r1           | ''
            call 0x5                                   | r1, r2, r3, r4, r5 | r0, r1, r2, r3, r4, r5
            callx r7                                   | r1, r2, r3, r4, r5, r7 | r0, r1, r2, r3, r4, r5
            exit                                       | r0           | ''
            """)
    void saysWhichRegistersItReadsAndWrites(String text, String reads, String writes) {
        assertThat(operation(text).reads()).hasToString(reads);
        assertThat(operation(text).writes()).hasToString(writes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            r1 = *(s8 *)(r2 + 0x8)                    | 2 | 8  | 1 | true  | false
            *(u16 *)(r10 - 0x8) = r3                  | 10 | -8 | 2 | false | true
            lock *(u64 *)(r2 + 0x8) += r3             | 2 | 8  | 8 | true  | true
            r3 = load_acquire((u32 *)(r2 + 0x8))      | 2 | 8  | 4 | true  | false
            store_release((u8 *)(r2 + 0x8), r3)       | 2 | 8  | 1 | false | true
            """)
    void saysWhatItDoesToMemory(String text, int base, int offset, int size, boolean reads, boolean writes) {
        assertThat(operation(text).memory()).contains(new MemoryAccess(base, offset, size, reads, writes));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            goto -0x5               | -5 | false
            gotol +0x12345          | 74565 | false
            may_goto +0x5           | 5 | true
            if r1 == 0x0 goto +0x7  | 7 | true
            """)
    void saysWhereItJumps(String text, int distance, boolean fallsThrough) {
        assertThat(operation(text).jump()).hasValue(distance);
        assertThat(operation(text).fallsThrough()).isEqualTo(fallsThrough);
    }

    @Test
    void saysWhatACallIs() {
        assertThat(operation("call 0x71")).isEqualTo(new Operation.Call(Opcode.HELPER_CALL, 113, 0));
        assertThat(operation("call +0x71")).isEqualTo(new Operation.Call(Opcode.PSEUDO_CALL, 113, 0));
        assertThat(operation("call +0x71").function()).hasValue(113);
        assertThat(operation("call kernel-function#113 {off=2}"))
                .isEqualTo(new Operation.Call(Opcode.PSEUDO_KFUNC_CALL, 113, 2));
        assertThat(operation("r1 = subprog[-3]").function()).hasValue(-3);
        assertThat(operation("call 0x71").function()).isEmpty();
        assertThat(operation("exit").fallsThrough()).isFalse();
    }

    @Test
    void takesHalfOfAWideLoadForNoInstruction() {
        Instruction half = Insn.loadImm64(1, 5);

        assertThat(Operation.at(Instructions.of(half, Insn.exit()), 0)).isEqualTo(new Operation.Unknown(half));
        assertThat(Operation.of(half)).isEqualTo(new Operation.Unknown(half));
        assertThat(operation("r1 = 0x123456789 ll")).isEqualTo(new Operation.Wide(1, 0, 0x23456789, 1));
        assertThat(operation("r1 = 0x123456789 ll").slots()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "EQUAL, 5, 5, true",
        "NOT_EQUAL, 5, 5, false",
        "GREATER, -1, 1, true",
        "SIGNED_GREATER, -1, 1, false",
        "LESS, 1, -1, true",
        "SIGNED_LESS, 1, -1, false",
        "GREATER_OR_EQUAL, 5, 5, true",
        "LESS_OR_EQUAL, 6, 5, false",
        "SIGNED_GREATER_OR_EQUAL, -1, -1, true",
        "SIGNED_LESS_OR_EQUAL, -2, -1, true",
        "BITS_SET, 6, 2, true",
        "BITS_SET, 6, 1, false"
    })
    void comparesAsTheInstructionSetDoes(Comparison comparison, long left, long right, boolean holds) {
        assertThat(comparison.holds(left, right)).isEqualTo(holds);
    }

    @Test
    void encodesWhatItDecoded() {
        for (String text : List.of(
                "w1 s/= 0x5",
                "r1 s%= r2",
                "w1 = (s16)w2",
                "r1 = bswap64 r1",
                "r0 = *(u16 *)skb[r7 + 0x4]",
                "gotox r2")) {
            Instructions program = Assembler.assemble(text);

            assertThat(Operation.at(program, 0).encode()).isEqualTo(program.asList());
        }
    }
}
