// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.testing.FetchValueEvaluator;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RandomExpressionTest {
    private static final long SEED = 20261123;

    @Test
    void treeOfAnExpressionIsWorthWhatTheExpressionIsWorth() {
        Random random = new Random(SEED);
        int compared = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] expression = DwarfStackMachine.random(random);
            long[] registers = random.longs(16).toArray();
            // Small numbers meet the borders of shifts and divisions more often.
            registers[3] = random.nextInt(70);
            registers[5] = -random.nextInt(4);

            byte[] whole = Arrays.copyOf(expression, expression.length + 1);
            whole[expression.length] = (byte) Operators.STACK_VALUE;
            VariableLocation location = LocationEvaluator.evaluate(
                    Bytes.wrap(whole, "random"), LocationEvaluatorTest.context(Archs.X86_64, EntryValues.LOST));
            if (location instanceof VariableLocation.Value value) {
                long expected = new DwarfStackMachine(number -> registers[(int) number], RandomExpressionTest::byteAt)
                        .run(expression);
                assertThat(new FetchValueEvaluator(new Fixed(registers)).evaluate(value.value()))
                        .as("%s: %s", HexFormat.of().formatHex(expression), TreeText.of(value))
                        .isEqualTo(OptionalLong.of(expected));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(15_000);
    }

    private static long byteAt(long address) {
        return (address * 0x9e3779b97f4a7c15L) >>> 40;
    }

    private record Fixed(long[] values) implements FetchValueEvaluator.Machine {
        @Override
        public ByteOrder byteOrder() {
            return ByteOrder.LITTLE_ENDIAN;
        }

        @Override
        public long register(Register register) {
            return values[register.dwarfNumber()];
        }

        @Override
        public OptionalLong symbol(String name) {
            return OptionalLong.empty();
        }

        @Override
        public byte[] read(long address, int sizeBytes, AddressSpaceKind space) {
            byte[] bytes = new byte[sizeBytes];
            for (int i = 0; i < sizeBytes; i++) {
                bytes[i] = (byte) byteAt(address + i);
            }
            return bytes;
        }
    }
}
