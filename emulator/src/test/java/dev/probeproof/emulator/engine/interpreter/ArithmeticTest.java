// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.engine.ExecutionResult;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Corners of RFC 9669, section 4.1, each as {@code instruction ~ r1 before ~ r2 ~ r1 after}. */
class ArithmeticTest {
    private static final String MIN = "0x8000000000000000";

    @ParameterizedTest(name = "{0} with r1 = {1}, r2 = {2} gives {3}")
    @CsvSource(
            delimiter = '~',
            value = {
                // division and modulo by zero, by register and by immediate
                "r1 /= r2    ~ 0x7                ~ 0x0 ~ 0x0",
                "r1 %= r2    ~ 0x1122334455667788 ~ 0x0 ~ 0x1122334455667788",
                "r1 s/= r2   ~ " + MIN + "        ~ 0x0 ~ 0x0",
                "r1 s%= r2   ~ " + MIN + "        ~ 0x0 ~ " + MIN,
                "w1 /= w2    ~ 0x1122334455667788 ~ 0x0 ~ 0x0",
                "w1 %= w2    ~ 0x1122334455667788 ~ 0x0 ~ 0x55667788",
                "w1 s/= w2   ~ 0x1122334455667788 ~ 0x0 ~ 0x0",
                "w1 s%= w2   ~ 0x1122334455667788 ~ 0x0 ~ 0x55667788",
                "r1 /= 0     ~ 0x7                ~ 0x0 ~ 0x0",
                "w1 %= 0     ~ 0xffffffff00000007 ~ 0x0 ~ 0x7",
                // only the low half of a 32-bit divisor counts
                "w1 /= w2    ~ 0x7                ~ 0xffffffff00000000 ~ 0x0",
                "w1 %= w2    ~ 0xffffffff00000007 ~ 0xffffffff00000000 ~ 0x7",
                // the most negative number by -1 overflows into itself
                "r1 s/= r2   ~ " + MIN + "        ~ 0xffffffffffffffff ~ " + MIN,
                "r1 s%= r2   ~ " + MIN + "        ~ 0xffffffffffffffff ~ 0x0",
                "r1 s/= -1   ~ " + MIN + "        ~ 0x0 ~ " + MIN,
                "w1 s/= w2   ~ 0x80000000         ~ 0xffffffff ~ 0x80000000",
                "w1 s%= w2   ~ 0x80000000         ~ 0xffffffff ~ 0x0",
                "w1 s/= -1   ~ 0x80000000         ~ 0x0 ~ 0x80000000",
                // unsigned division of numbers with the top bit set; immediates are sign-extended first
                "r1 /= r2    ~ 0xffffffffffffffff ~ 0x2 ~ 0x7fffffffffffffff",
                "r1 /= -1    ~ 0xfffffffffffffffe ~ 0x0 ~ 0x0",
                "r1 %= -1    ~ 0xfffffffffffffffe ~ 0x0 ~ 0xfffffffffffffffe",
                "w1 /= -1    ~ 0xffffffff         ~ 0x0 ~ 0x1",
                "w1 %= w2    ~ 0xffffffff         ~ 0xfffffffe ~ 0x1",
                "r1 s%= 3    ~ 0xfffffffffffffff9 ~ 0x0 ~ 0xffffffffffffffff",
                "w1 s/= 2    ~ 0xfffffff9         ~ 0x0 ~ 0xfffffffd",
                // shift amounts are taken modulo the width
                "r1 <<= r2   ~ 0x1                ~ 0x40 ~ 0x1",
                "r1 <<= r2   ~ 0x1                ~ 0xffffffffffffffff ~ " + MIN,
                "r1 >>= r2   ~ " + MIN + "        ~ 0x41 ~ 0x4000000000000000",
                "r1 s>>= r2  ~ " + MIN + "        ~ 0x7f ~ 0xffffffffffffffff",
                "w1 <<= w2   ~ 0x1                ~ 0x21 ~ 0x2",
                "w1 >>= w2   ~ 0xffffffff80000000 ~ 0x1f ~ 0x1",
                "w1 s>>= w2  ~ 0x80000000         ~ 0x1f ~ 0xffffffff",
                "w1 s>>= w2  ~ 0x1180000000       ~ 0x24 ~ 0xf8000000",
                "w1 >>= 0    ~ 0xffffffffffffffff ~ 0x0 ~ 0xffffffff",
                // 32-bit results clear the upper half
                "w1 += w2    ~ 0xffffffffffffffff ~ 0x1 ~ 0x0",
                "w1 -= 1     ~ 0x0                ~ 0x0 ~ 0xffffffff",
                "w1 *= w2    ~ 0x100000001        ~ 0x100000003 ~ 0x3",
                "w1 = -w1    ~ 0x1                ~ 0x0 ~ 0xffffffff",
                "w1 = w2     ~ 0x0                ~ 0x1122334455667788 ~ 0x55667788",
                "w1 = -1     ~ 0x0                ~ 0x0 ~ 0xffffffff",
                "w1 |= -2147483648 ~ 0x1122334400000001 ~ 0x0 ~ 0x80000001",
                "w1 &= -1    ~ 0x1122334455667788 ~ 0x0 ~ 0x55667788",
                "r1 &= -16   ~ 0x1122334455667788 ~ 0x0 ~ 0x1122334455667780",
                "r1 = -r1    ~ " + MIN + "        ~ 0x0 ~ " + MIN,
                // sign extension
                "r1 = (s8)r2 ~ 0x0                ~ 0x1280 ~ 0xffffffffffffff80",
                "r1 = (s16)r2~ 0x0                ~ 0x8000 ~ 0xffffffffffff8000",
                "r1 = (s32)r2~ 0x0                ~ 0x1180000000 ~ 0xffffffff80000000",
                "w1 = (s8)w2 ~ 0xffffffffffffffff ~ 0x80 ~ 0xffffff80",
                "w1 = (s16)w2~ 0xffffffffffffffff ~ 0x7fff ~ 0x7fff",
                "r1 = -2147483648 ~ 0x0           ~ 0x0 ~ 0xffffffff80000000"
            })
    void followsTheRules(String instruction, String r1, String r2, String expected) {
        ExecutionResult result =
                Programs.run("r1 = %s ll\nr2 = %s ll\n%s\nr0 = r1\nexit".formatted(r1, r2, instruction.strip()));

        assertThat(result.fault()).isNull();
        assertThat("0x" + Long.toHexString(result.returnValue())).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} on a {1} kernel gives {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "r0 = le16 r0    | LITTLE_ENDIAN | 0x7788",
                "r0 = le32 r0    | LITTLE_ENDIAN | 0x55667788",
                "r0 = le64 r0    | LITTLE_ENDIAN | 0x1122334455667788",
                "r0 = be16 r0    | LITTLE_ENDIAN | 0x8877",
                "r0 = be32 r0    | LITTLE_ENDIAN | 0x88776655",
                "r0 = be64 r0    | LITTLE_ENDIAN | 0x8877665544332211",
                "r0 = be16 r0    | BIG_ENDIAN    | 0x7788",
                "r0 = le16 r0    | BIG_ENDIAN    | 0x8877",
                "r0 = le64 r0    | BIG_ENDIAN    | 0x8877665544332211",
                "r0 = bswap16 r0 | LITTLE_ENDIAN | 0x8877",
                "r0 = bswap32 r0 | BIG_ENDIAN    | 0x88776655",
                "r0 = bswap64 r0 | LITTLE_ENDIAN | 0x8877665544332211"
            })
    void convertsByteOrderAsTheKernelsOwnOrderDemands(String instruction, String order, String expected) {
        FakeEnvironment environment =
                new FakeEnvironment(order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);

        ExecutionResult result =
                Programs.run(environment, "r0 = 0x1122334455667788\n" + instruction.strip() + "\nexit");

        assertThat("0x" + Long.toHexString(result.returnValue())).isEqualTo(expected);
    }

    @ParameterizedTest(name = "if {0} with r1 = {1}, r2 = {2}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "r1 > r2    | 0xffffffffffffffff | 0x1 | true",
                "r1 s> r2   | 0xffffffffffffffff | 0x1 | false",
                "r1 >= -1   | 0xfffffffffffffffe | 0x0 | false",
                "r1 > -2    | 0xffffffffffffffff | 0x0 | true",
                "r1 < -1    | 0x7fffffffffffffff | 0x0 | true",
                "r1 s< 0    | 0x8000000000000000 | 0x0 | true",
                "r1 s>= -1  | 0xffffffffffffffff | 0x0 | true",
                "r1 == -1   | 0xffffffff         | 0x0 | false",
                "w1 == -1   | 0x11ffffffff       | 0x0 | true",
                "w1 != w2   | 0x1100000001       | 0x2200000001 | false",
                "w1 > w2    | 0x80000000         | 0x7fffffff | true",
                "w1 s> w2   | 0x80000000         | 0x7fffffff | false",
                "w1 <= -1   | 0xffffffff         | 0x0 | true",
                "w1 s<= -1  | 0x7fffffff         | 0x0 | false",
                "w1 >= w2   | 0xff00000001       | 0x2 | false",
                "w1 < w2    | 0xff00000001       | 0x2 | true",
                "r1 & -2    | 0x1                | 0x0 | false",
                "r1 & -2    | 0x8000000000000000 | 0x0 | true",
                "w1 & -1    | 0xff00000000       | 0x0 | false",
                "w1 & w2    | 0x80000000         | 0xffffffff80000000 | true",
                "r1 <= r2   | 0x5                | 0x5 | true",
                "r1 s<= r2  | 0x5                | 0xffffffffffffffff | false"
            })
    void comparesSignedAndUnsignedInBothWidths(String condition, String r1, String r2, boolean taken) {
        ExecutionResult result = Programs.run("r0 = 1\nr1 = %s ll\nr2 = %s ll\nif %s goto out\nr0 = 0\nout:\nexit"
                .formatted(r1, r2, condition.strip()));

        assertThat(result.returnValue()).isEqualTo(taken ? 1 : 0);
    }
}
